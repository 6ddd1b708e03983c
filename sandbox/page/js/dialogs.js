/** Dialogs over the whole page. The browser keeps the focus inside and gives it back. */

import { el, icon } from "./el.js";
import { t } from "./words.js";

/** Opens a dialog; answers the <dialog>, which removes itself when closed. */
export function dialog(title, ...content) {
  const close = el("button.plain", { type: "button", "aria-label": t("close"), onclick: () => made.close() }, icon("close"));
  const made = el("dialog", { "aria-label": title }, el("header", {}, el("h2", {}, title), close), el("div.inside", {}, content));
  made.addEventListener("close", () => made.remove());
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  made.showModal();
  return made;
}

/** Resolves to true when confirmed. */
export function confirmed(question, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const agree = () => {
      answer = true;
      made.close();
    };
    const made = dialog(
      t("confirm"),
      el("p", {}, question),
      el("div.choices", {},
        el("button", { type: "button", onclick: () => made.close() }, t("cancel")),
        el("button.danger", { type: "button", onclick: agree }, yes)),
    );
    made.addEventListener("close", () => resolve(answer));
  });
}

export function lightbox(urls, start) {
  let at = start;
  const picture = el("img", { src: urls[at], alt: t("media.photo") });
  const made = el("dialog.lightbox", { "aria-label": t("media.photo") },
    el("button.plain", { type: "button", "aria-label": t("close"), onclick: () => made.close() }, icon("close")), picture);
  const turn = (by) => {
    at = (at + by + urls.length) % urls.length;
    picture.src = urls[at];
  };
  made.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight") turn(1);
    if (key === "ArrowLeft") turn(-1);
  });
  picture.addEventListener("click", () => (urls.length > 1 ? turn(1) : made.close()));
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
}

/** A short notice at the page's foot, read out by screen readers. */
export function notice(text, kind = "note") {
  const shelf = document.getElementById("notices");
  const made = el(`p.${kind}`, { role: kind === "error" ? "alert" : "status" }, text);
  shelf.append(made);
  setTimeout(() => made.remove(), kind === "error" ? 9000 : 4500);
}
