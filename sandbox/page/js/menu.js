/** A small menu beside what was pressed. Arrow keys move, Escape closes, the focus goes back. */

import { el, icon } from "./el.js";

const MARGIN = 8; // px from the edges of its home
let current = null;

/** `items`: { label, icon, run, danger } or { emojis, run(emoji) }. */
export function openMenu(anchor, home, items) {
  closeMenu();
  const before = document.activeElement;
  const made = el("div.menu", { role: "menu" }, items.filter(Boolean).map((item) => (item.emojis ? emojiRow(item) : line(item))));
  home.append(made);
  place(made, anchor.getBoundingClientRect(), home.getBoundingClientRect());
  current = { made, before };
  made.addEventListener("keydown", move);
  made.querySelector("button")?.focus();
  setTimeout(() => document.addEventListener("pointerdown", outside), 0);
}

export function closeMenu({ refocus = false } = {}) {
  if (!current) return;
  document.removeEventListener("pointerdown", outside);
  current.made.remove();
  if (refocus) current.before?.focus?.();
  current = null;
}

function line({ label, icon: name, run, danger }) {
  const choose = () => {
    closeMenu({ refocus: true });
    run();
  };
  return el(`button${danger ? ".danger" : ""}`, { type: "button", role: "menuitem", onclick: choose }, name ? icon(name) : null, el("span", {}, label));
}

function emojiRow({ emojis, run }) {
  return el("div.emojis", { role: "group" }, emojis.map((emoji) => {
    const choose = () => {
      closeMenu({ refocus: true });
      run(emoji);
    };
    return el("button", { type: "button", role: "menuitem", "aria-label": emoji, onclick: choose }, emoji);
  }));
}

function place(made, anchor, home) {
  const { width, height } = made.getBoundingClientRect();
  const left = Math.min(Math.max(anchor.left - home.left, MARGIN), home.width - width - MARGIN);
  const below = anchor.bottom - home.top + 4;
  const above = anchor.top - home.top - height - 4;
  const top = below + height < home.height - MARGIN ? below : Math.max(MARGIN, above);
  made.style.left = `${left}px`;
  made.style.top = `${Math.min(top, home.height - height - MARGIN)}px`;
}

function outside({ target }) {
  if (!current?.made.contains(target)) closeMenu();
}

function move(event) {
  const items = [...current.made.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") closeMenu({ refocus: true });
  else if (step) items[(at + step + items.length) % items.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
