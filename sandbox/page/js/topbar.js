/** The bar on top: name, demo mark, language, theme, inspector, share, reset. */

import { el, icon } from "./el.js";
import { remember, setTheme } from "./prefs.js";
import { language, LANGUAGES, t } from "./words.js";

export function topBar(root, { reset, share, drawer, help }) {
  const tool = (name, label, onclick, more = {}) =>
    el("button.tool", { type: "button", title: label, "aria-label": label, onclick, ...more }, icon(name), el("span", {}, label));
  const inspector = tool("gauge", t("inspector"), () => drawer.toggle(), { "aria-expanded": "false", "aria-controls": "drawer" });
  drawer.button = inspector;
  root.replaceChildren(
    el("span.brand", {}, el("img", { src: "/page/mark.svg", alt: "", width: 30, height: 30 }), el("h1", {}, t("brand"), el("small", {}, t("slogan")))),
    el("span.demo-mark", {}, t("demo_data")),
    el("span.tools", {}, languageChoice(), themeButton(), tool("help", t("help"), help), tool("share", t("share"), share), tool("reset", t("reset"), reset), inspector),
  );
}

function languageChoice() {
  const choose = el("select.tool", { "aria-label": t("language"), id: "language" },
    Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, lang: code, selected: code === language() }, name)));
  choose.addEventListener("change", () => {
    remember("language", choose.value);
    location.search = "";
    location.reload();
  });
  return choose;
}

function themeButton() {
  const made = el("button.tool", { type: "button", id: "theme" });
  const draw = () => {
    const dark = document.documentElement.dataset.theme === "dark";
    const label = t(dark ? "theme.light" : "theme.dark");
    made.setAttribute("aria-label", label);
    made.title = label;
    made.replaceChildren(icon(dark ? "sun" : "moon"));
  };
  made.addEventListener("click", () => {
    const other = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    setTheme(other);
    remember("theme", other);
    draw();
  });
  draw();
  return made;
}
