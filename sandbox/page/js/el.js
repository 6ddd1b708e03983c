/** Builds one DOM element: el("button.primary", { onclick, "aria-label": "x" }, "text", child). */
export function el(kind, props = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) set(made, name, value);
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function set(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(made.dataset, value);
  else if (name in made && typeof value !== "string") made[name] = value;
  else made.setAttribute(name, value === true ? "" : String(value));
}

const SVG = "http://www.w3.org/2000/svg";

/** Line icons on a 24 by 24 grid, drawn with the text's colour. */
const ICONS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-5 17-3.5-7z M11.5 14L20 4",
  clip: "M20 11l-8.5 8.5a5 5 0 01-7-7L13 4a3.3 3.3 0 014.7 4.7L9.5 17a1.6 1.6 0 01-2.3-2.3L14.5 7.5",
  mic: "M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3z M5.5 11a6.5 6.5 0 0013 0 M12 17.5V21",
  more: "M12 5.5v.01 M12 12v.01 M12 18.5v.01",
  pin: "M9 4h6l-1 6 3 3H7l3-3z M12 13v7",
  close: "M6 6l12 12 M18 6L6 18",
  down: "M6 9l6 6 6-6",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14 M16 5v14",
  next: "M6 5l9 7-9 7z M18 5v14",
  hand: "M8 12V6a1.5 1.5 0 013 0v5-7a1.5 1.5 0 013 0v7-5a1.5 1.5 0 013 0v8a6 6 0 01-6 6c-3 0-4-1.5-6-5l-1.6-2.8a1.5 1.5 0 012.6-1.5z",
  keyboard: "M3 7h18v11H3z M7 11v.01 M11 11v.01 M15 11v.01 M8 15h8",
  document: "M7 3h7l4 4v14H7z M14 3v4h4",
  place: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0113 0c0 5-6.5 11-6.5 11z M12 12.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4z",
  person: "M12 11a4 4 0 100-8 4 4 0 000 8z M4.5 20.5a7.5 7.5 0 0115 0",
  people: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7z M2.5 19.5a6.5 6.5 0 0113 0 M16 4.5a3.5 3.5 0 010 6.3 M18 14.2a6.5 6.5 0 013.5 5.3",
  picture: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9v.01",
  moon: "M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z",
  sun: "M12 16a4 4 0 100-8 4 4 0 000 8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.4 1.4 M17.6 17.6L19 19 M5 19l1.4-1.4 M17.6 6.4L19 5",
  share: "M12 15V4 M8 7.5L12 3.5l4 4 M5 12v8h14v-8",
  reset: "M4 12a8 8 0 108-8 8 8 0 00-6 2.7L4 9 M4 4v5h5",
  gauge: "M4 18a8.5 8.5 0 1116 0 M12 15l4-5",
  qr: "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h2v2h-2z M18 18h2v2h-2z M14 19v1 M19 14h1",
  check: "M4.5 12.5l5 5 10-11",
  help: "M9 9a3 3 0 115 2.2c-1.2.9-2 1.5-2 2.8 M12 17.5v.01",
  clock: "M12 21a9 9 0 100-18 9 9 0 000 18z M12 7v5l3.5 2",
  download: "M12 4v11 M8 11.5l4 4 4-4 M5 20h14",
  smile: "M12 21a9 9 0 100-18 9 9 0 000 18z M8.5 14a4.2 4.2 0 007 0 M9 9.5v.01 M15 9.5v.01",
  block: "M12 21a9 9 0 100-18 9 9 0 000 18z M6 6l12 12",
  leave: "M14 4h5v16h-5 M10 8l-4 4 4 4 M6 12h9",
};

export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    drawn.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawn.append(path);
  return drawn;
}

export function svg(viewBox, path, kind) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", viewBox);
  drawn.setAttribute("class", kind);
  drawn.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
}
