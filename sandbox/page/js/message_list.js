/** The scrolling list of messages. Only rows that changed are drawn again; old ones come in on the way up. */

import { drawn } from "./bubble.js";
import { el, icon } from "./el.js";
import { rowsOf } from "./rows.js";
import { t } from "./words.js";
import { world } from "./world.js";

const FIRST = 60; // messages drawn at first
const MORE = 30; // more of them each time the top comes near
const NEAR = 120; // px: this close to the end, new messages keep the end in view

export class MessageList {
  constructor(chat) {
    this.chat = chat;
    this.shown = FIRST;
    this.rows = new Map(); // key -> { node, signature }
    this.inside = el("div.inside");
    this.sentinel = el("div.sentinel");
    this.end = el("button.to-end", { type: "button", hidden: true, "aria-label": t("chat.to_end"), onclick: () => this.toEnd(true) }, icon("down"));
    this.scroller = el("div.scroller", { role: "log", tabindex: "0", "aria-label": t("chat.messages"), "aria-live": "off" }, this.sentinel, this.inside);
    this.node = el("div.messages", {}, this.scroller, this.end);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    this.scroller.addEventListener("focusin", ({ target }) => this.focusRow(target.closest(".row")));
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.older(), { root: this.scroller, rootMargin: "600px" });
    this.observer.observe(this.sentinel);
    this.sizes = new ResizeObserver(() => this.atEnd && this.toEnd());
    this.sizes.observe(this.inside);
    this.sizes.observe(this.scroller);
    this.atEnd = true;
  }

  close() {
    this.observer.disconnect();
    this.sizes.disconnect();
  }

  refresh() {
    const all = this.chat.messages();
    this.total = all.length;
    const live = this.rows.size > 0;
    const rows = rowsOf(all.slice(-this.shown), this.chat.person);
    this.reconcile(rows, live);
    if (!rows.length) this.inside.replaceChildren(this.empty());
    this.markWaiting();
    this.chooseCurrent();
    if (this.atEnd) this.toEnd();
    else this.end.hidden = false;
  }

  empty() {
    this.rows.clear();
    const known = this.chat.data.messages !== null;
    return el("div.empty", {}, known ? el("p", {}, t(this.chat.group ? "chat.empty_group" : "chat.empty")) : el("p", {}, "…"));
  }

  reconcile(rows, live) {
    if (this.rows.size === 0) this.inside.replaceChildren();
    const kept = new Set(rows.map((row) => row.key));
    for (const [key, { node }] of this.rows) {
      if (kept.has(key)) continue;
      node.remove();
      this.rows.delete(key);
    }
    let after = null;
    for (const row of rows) after = this.place(row, after, live);
  }

  place(row, after, live) {
    const before = this.rows.get(row.key);
    const node = before?.signature === row.signature ? before.node : this.draw(row, before, live);
    const where = after ? after.nextSibling : this.inside.firstChild;
    if (node !== where) this.inside.insertBefore(node, where);
    return node;
  }

  draw(row, before, live) {
    const node = drawn(row, this.chat);
    if (before) this.replace(before.node, node);
    else if (live) node.classList.add("new");
    this.rows.set(row.key, { node, signature: row.signature });
    this.foldable(node);
    return node;
  }

  /** The keyboard's focus stays where it was, on the button of the same label if there is one. */
  replace(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    if (this.current === old) this.current = node;
    old.replaceWith(node);
    if (!focused) return;
    this.focusRow(node);
    const same = [...node.querySelectorAll("button")].find((each) => each.textContent === focused.textContent);
    (same ?? node).focus({ preventScroll: true });
  }

  /** A quote that shows all it has needs no button; on a hidden phone nobody can tell. */
  foldable(node) {
    requestAnimationFrame(() => node.querySelectorAll(".foldable").forEach((quote) => {
      const text = quote.querySelector(".quoted");
      if (text.clientHeight === 0) return;
      quote.classList.toggle("short", text.scrollHeight <= text.clientHeight + 2 && !quote.classList.contains("open"));
    }));
  }

  comeIntoView() {
    this.foldable(this.inside);
  }

  markWaiting() {
    for (const { node } of this.rows.values()) {
      const id = Number(node.dataset.id);
      if (id) node.classList.toggle("waiting", world.waits(this.chat.id, id, this.chat.person));
    }
  }

  // scrolling

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this.end.hidden = true;
  }

  toEnd(smooth = false) {
    this.atEnd = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.end.hidden = true;
  }

  older() {
    if (!this.total || this.shown >= this.total) return;
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.shown += MORE;
    this.refresh();
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  jump(messageId) {
    const index = this.chat.messages().findIndex((message) => message.message_id === messageId);
    if (index < 0) return;
    this.shown = Math.max(this.shown, this.total - index + 10);
    this.refresh();
    const row = this.inside.querySelector(`[data-id="${messageId}"]`);
    row?.scrollIntoView({ block: "center", behavior: "smooth" });
    row?.classList.add("found");
    setTimeout(() => row?.classList.remove("found"), 1600);
  }

  // the keyboard: one row is the current one, and only its buttons can be tabbed to

  chooseCurrent() {
    const rows = this.bubbles();
    if (!this.current?.isConnected || this.atEnd) this.focusRow(rows.at(-1), { keep: true });
    else this.tabbable(this.current, "0");
  }

  bubbles() {
    return [...this.inside.querySelectorAll(".row.mine, .row.theirs")];
  }

  focusRow(row, { keep = false } = {}) {
    if (!row || !row.matches(".mine, .theirs")) return;
    if (keep && this.inside.contains(document.activeElement)) return;
    if (this.current && this.current !== row) this.tabbable(this.current, "-1");
    this.current = row;
    this.tabbable(row, "0");
  }

  tabbable(row, value) {
    row.tabIndex = Number(value);
    row.querySelectorAll("button, a").forEach((each) => each.setAttribute("tabindex", value));
  }

  walk(event) {
    const row = event.target.closest(".row");
    const rows = this.bubbles();
    const at = row ? rows.indexOf(row) : rows.length;
    const target = { ArrowUp: rows[Math.max(0, at - 1)], ArrowDown: rows[Math.min(rows.length - 1, at + 1)], Home: rows[0], End: rows.at(-1) }[event.key];
    if (target) {
      event.preventDefault();
      this.focusRow(target);
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && event.target === row) {
      event.preventDefault(); // else the same key presses the menu's first entry
      this.chat.menu(this.chat.find(Number(row.dataset.id)), row.querySelector(".bubble"));
    }
  }
}
