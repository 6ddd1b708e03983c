/** An open chat on one phone: head, pinned bar, topics, messages, toasts, composer. */

import { Refusal } from "./api.js";
import { chatMenu, messageMenu } from "./chat_menus.js";
import { Composer } from "./composer.js";
import { el, icon } from "./el.js";
import { face, faceOfChat } from "./faces.js";
import { MessageList } from "./message_list.js";
import { openMenu } from "./menu.js";
import { snippet } from "./bubble.js";
import { redrawn, walkable } from "./tabs.js";
import { t } from "./words.js";
import { world } from "./world.js";

const TOAST = 3_500; // ms

export class Chat {
  constructor(phone, id) {
    Object.assign(this, { phone, id, person: phone.person, thread: null });
    this.doings = { link: (url) => this.deepLink(url), command: (text) => this.send("text", { text }) };
    this.list = new MessageList(this);
    this.composer = new Composer(this);
    this.head = el("header.chat-head");
    this.pinned = el("div.pinned");
    this.tabs = walkable(el("div.topics", { role: "tablist", "aria-label": t("topics") }));
    this.toasts = el("div.toasts", { role: "status" });
    this.parts = [this.head, this.pinned, this.tabs, this.list.node, this.toasts, this.composer.node];
    this.node = el("section.chat", {}, this.parts);
    this.refresh();
    world.read(id);
  }

  get group() {
    return this.id < 0;
  }

  get data() {
    return world.chat(this.id);
  }

  get about() {
    return this.data.about;
  }

  close() {
    world.lookAway(this);
    this.list.close();
  }

  find(messageId) {
    return this.data.messages?.get(messageId) ?? null;
  }

  /** The messages of the topic that is chosen, or all. */
  messages() {
    const all = world.messages(this.id);
    if (this.thread === null) return all;
    return all.filter((message) => (message.thread ?? 0) === this.thread);
  }

  refresh() {
    this.drawHead();
    this.drawPinned();
    this.drawTopics();
    this.list.refresh();
    this.composer.refresh();
  }

  drawHead() {
    const { about } = this;
    const typing = world.isTyping(this.id);
    const under = typing ? t("chat.typing") : this.group ? t("chat.members", { n: about.members.length }) : t("chat.bot");
    const name = world.nameOf(this.data);
    const key = JSON.stringify([name, under, typing]);
    if (this.head.dataset.key === key) return;
    this.head.dataset.key = key;
    const more = el("button.plain", { type: "button", "aria-label": t("chat.more"), onclick: () => openMenu(more, this.phone.screen, chatMenu(this)) }, icon("more"));
    this.head.replaceChildren(
      el("button.plain.back", { type: "button", "aria-label": t("chat.back"), onclick: () => this.phone.showList() }, icon("back")),
      this.group ? face(this.id, about.title) : faceOfChat(this.data),
      el("span.lines", {}, el("strong", {}, name), el(`small${typing ? ".typing" : ""}`, {}, under)),
      more,
    );
  }

  drawPinned() {
    const message = this.about.pinned ? this.find(this.about.pinned) : null;
    const words = message ? snippet(message) : "";
    if (this.pinned.dataset.key === words) return;
    this.pinned.dataset.key = words;
    this.pinned.replaceChildren(...(message ? [el("button", { type: "button", onclick: () => this.jump(message.message_id) },
      icon("pin"), el("span.lines", {}, el("strong", {}, t("chat.pinned")), el("bdi.words", {}, words)))] : []));
  }

  drawTopics() {
    const { forum, topics } = this.about;
    const key = JSON.stringify([forum, topics, this.thread]);
    if (this.tabs.dataset.key === key) return;
    this.tabs.dataset.key = key;
    if (!forum) return this.tabs.replaceChildren();
    const all = [{ id: null, name: t("topics.all") }, ...topics];
    return redrawn(this.tabs, all.map(({ id, name, closed }) => {
      const choose = () => {
        this.thread = id;
        this.refresh();
      };
      return el("button", { type: "button", role: "tab", "aria-selected": String(this.thread === id), onclick: choose }, closed ? `🔒 ${name}` : name);
    }));
  }

  // what the person does

  /** Acts as this phone's person; a refusal is shown on the phone, in Telegram's own words. */
  async send(what, more = {}) {
    const place = this.thread ? { thread: this.thread } : {};
    try {
      return await world.act(this.person, this.id, what, { ...place, ...more });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.toast(error.message === "offline" ? t("offline") : error.message, "error");
      return null;
    }
  }

  press(message, button) {
    for (const key of this.list.node.querySelectorAll(".key")) {
      key.classList.toggle("pressed", key.dataset.data === button.data && key.closest(`[data-id="${message.message_id}"]`) !== null);
    }
    return this.send("press", { message_id: message.message_id, data: button.data });
  }

  react(message, emoji) {
    return this.send("react", { message_id: message.message_id, text: emoji });
  }

  menu(message, anchor) {
    openMenu(anchor, this.phone.screen, messageMenu(this, message));
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    this.toast(t("copied"));
  }

  follow(url) {
    if (!this.deepLink(url)) window.open(url, "_blank", "noopener,noreferrer");
  }

  /** t.me/our_bot?start=x opens the private chat and presses its start button. */
  deepLink(url) {
    const group = /^(?:https?:\/\/)?t\.me\/(\w+)\?startgroup=([\w-]+)/i.exec(url);
    if (group && group[1].toLowerCase() === world.bot?.username.toLowerCase()) return this.chooseGroup(group[2]);
    const found = /^(?:https?:\/\/)?t\.me\/(\w+)(?:\?start=([\w-]*))?/i.exec(url);
    if (!found || found[1].toLowerCase() !== world.bot?.username.toLowerCase()) return false;
    this.phone.start(found[2] ?? "");
    return true;
  }

  /** t.me/our_bot?startgroup=x: a group is chosen, the bot joins it and gets the argument there. */
  chooseGroup(payload) {
    const groups = world.chatsOf(this.person).filter(({ about }) => about.id < 0);
    const go = async ({ about }) => {
      const inside = about.members.includes(world.bot.id) || await world.act(this.person, about.id, "add_bot");
      if (inside) await world.act(this.person, about.id, "text", { text: `/start@${world.bot.username} ${payload}` });
      this.phone.open(about.id);
    };
    openMenu(this.composer.node, this.phone.screen, groups.map((chat) => ({ label: world.nameOf(chat), icon: "people", run: () => go(chat) })));
    return true;
  }

  jump(messageId) {
    this.list.jump(messageId);
  }

  // what the phone shows for a moment

  toast(text, kind = "note") {
    const made = el(`div.toast.${kind}`, {}, text);
    this.toasts.append(made);
    setTimeout(() => made.remove(), kind === "error" ? TOAST * 2 : TOAST);
  }

  /** Until it is closed nothing else of this chat can be reached; then the focus is where it was. */
  alert(text) {
    const before = document.activeElement;
    const close = () => {
      made.remove();
      if (!this.node.querySelector(".alert")) this.parts.forEach((part) => { part.inert = false; });
      if (!here) return;
      const back = this.node.contains(before) ? before : (this.list.current ?? this.list.scroller);
      back.focus({ preventScroll: true });
    };
    const here = before === document.body || this.node.contains(before); // who types on another phone goes on typing
    const ok = el("button.primary", { type: "button", onclick: close }, t("ok"));
    const made = el("div.alert", { role: "alertdialog", "aria-modal": "true", "aria-label": text },
      el("div.box", {}, el("strong", {}, world.bot?.name ?? ""), el("p", {}, text), ok));
    made.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Tab") event.preventDefault(); // there is nothing else but OK
    });
    this.parts.forEach((part) => { part.inert = true; });
    this.node.append(made);
    if (here) ok.focus();
  }

  answered({ text, show_alert: loud, url }) {
    if (url) this.follow(url);
    if (text) {
      if (loud) this.alert(text);
      else this.toast(text);
    }
    this.list.markWaiting();
  }
}
