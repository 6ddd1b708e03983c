/** Formatted text. What arrives as HTML is read by an inert parser and rebuilt from a short list of tags. */

import { el } from "./el.js";
import { t } from "./words.js";

const SAME = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "DEL", "CODE", "PRE"]);
const opened = new Set(); // quotes and spoilers that were opened stay open when the message changes
const COMMAND = /(^|[\s(])(\/[a-zA-Z]\w{0,31})\b/g;
const OPENABLE = /^(https?|tg|mailto|tel):/i;

/** `place` names the message; `doings` are what links and commands do: { link(url), command(text) }. */
export function rich(html, place, doings) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const made = document.createDocumentFragment();
  const context = { place, doings, count: 0 };
  made.append(...rebuilt(parsed.body, context));
  return made;
}

function rebuilt(parent, context) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return words(node.data, context);
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    return element(node, context);
  });
}

function element(node, context) {
  const inside = rebuilt(node, context);
  if (SAME.has(node.tagName)) return [el(node.tagName.toLowerCase(), {}, inside)];
  if (node.tagName === "A") return [link(node.getAttribute("href") ?? "", inside, context)];
  if (node.tagName === "BLOCKQUOTE") return [quote(node.hasAttribute("expandable"), inside, context)];
  if (node.tagName === "TG-SPOILER") return [spoiler(inside, context)];
  return inside;
}

function words(text, { doings }) {
  const pieces = [];
  let at = 0;
  for (const found of text.matchAll(COMMAND)) {
    const start = found.index + found[1].length;
    pieces.push(text.slice(at, start));
    const run = () => doings.command(found[2]);
    pieces.push(el("button.command", { type: "button", onclick: run, tabindex: "-1" }, found[2]));
    at = start + found[2].length;
  }
  return [...pieces, text.slice(at)].filter(Boolean);
}

function link(address, inside, { doings }) {
  if (!OPENABLE.test(address)) return el("span", {}, inside);
  const follow = (event) => {
    if (doings.link(address)) event.preventDefault();
  };
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", onclick: follow }, inside);
}

function quote(expandable, inside, context) {
  if (!expandable) return el("blockquote", {}, inside);
  const key = keyOf(context);
  const text = el("span.quoted", {}, inside);
  const toggle = el("button.unfold", { type: "button", tabindex: "-1" });
  const made = el("blockquote.foldable", {}, text, toggle);
  const show = () => {
    const open = opened.has(key);
    made.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", t(open ? "quote.fold" : "quote.unfold"));
  };
  toggle.addEventListener("click", () => {
    if (!opened.delete(key)) opened.add(key);
    show();
  });
  show();
  return made;
}

function spoiler(inside, context) {
  const key = keyOf(context);
  const made = el("span.spoiler", { role: "button", tabindex: "0", "aria-label": t("spoiler") }, inside);
  const reveal = () => {
    opened.add(key);
    made.classList.add("open");
    ["role", "tabindex", "aria-label"].forEach((name) => made.removeAttribute(name));
  };
  made.addEventListener("click", reveal);
  made.addEventListener("keydown", ({ key: pressed }) => ["Enter", " "].includes(pressed) && reveal());
  if (opened.has(key)) reveal();
  return made;
}

function keyOf(context) {
  context.count += 1;
  return `${context.place}:${context.count}`;
}
