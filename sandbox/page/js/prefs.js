/** What this browser remembers: language, theme, who is on which phone. Nothing of it leaves the page. */

const PREFIX = "yingsheng.";

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A private window without storage forgets; the page works all the same.
  }
}

export function remembered(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

const asked = new URLSearchParams(location.search);

/** An address may choose, for pictures and links: ?lang=en&theme=dark. */
export function wished(name) {
  return asked.get(name);
}

export function theme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return wished("theme") ?? remembered("theme", system);
}

export function setTheme(name) {
  document.documentElement.dataset.theme = name;
}
