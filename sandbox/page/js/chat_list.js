/** The list of a person's chats, with what was said last and how much is unread. */

import { snippet } from "./bubble.js";
import { el, icon } from "./el.js";
import { face, faceOfChat } from "./faces.js";
import { openMenu } from "./menu.js";
import { clockTime, dayKey, now, shortDay } from "./time.js";
import { t } from "./words.js";
import { world } from "./world.js";

export class ChatList {
  constructor(phone) {
    this.phone = phone;
    this.join = el("button.plain", { type: "button", "aria-label": t("list.join"), onclick: () => this.joinMenu() }, icon("people"));
    this.rows = el("nav.chats", { "aria-label": t("list.title") });
    this.node = el("section.list", {}, el("header.chat-head", {}, el("h2", {}, t("list.title")), this.join), this.rows);
    this.refresh();
  }

  close() {}

  refresh() {
    const { person } = this.phone;
    this.join.hidden = this.elsewhere().length === 0;
    const rows = world.chatsOf(person).map((chat) => ({ chat, unread: world.unreadOf(person, chat.about.id) }));
    const key = JSON.stringify(rows.map(({ chat, unread }) => [chat.about.last, unread, world.isTyping(chat.about.id)]));
    if (this.key === key) return;
    this.key = key;
    const focused = document.activeElement?.dataset?.chat;
    this.rows.replaceChildren(...rows.map(({ chat, unread }) => this.row(chat, unread)));
    if (focused && !this.rows.contains(document.activeElement)) this.rows.querySelector(`[data-chat="${focused}"]`)?.focus();
  }

  row(chat, unread) {
    const { about } = chat;
    const last = about.last;
    const name = world.nameOf(chat);
    const label = unread ? t("list.unread", { name, n: unread }) : name;
    return el("button.chat-row", { type: "button", "aria-label": label, data: { chat: about.id }, onclick: () => this.phone.open(about.id) },
      about.type === "private" ? faceOfChat(chat) : face(about.id, about.title),
      el("span.lines", {},
        el("span.top", {}, el("strong", {}, name), last ? el("time", {}, when(last.at)) : null),
        el("span.bottom", {}, el("bdi.words", {}, this.lastWords(chat)), unread ? el("span.unread", {}, String(unread)) : null)));
  }

  lastWords(chat) {
    const { about } = chat;
    if (world.isTyping(about.id)) return t("chat.typing");
    if (!about.last) return t(about.type === "private" ? "list.nothing" : "list.quiet");
    const who = about.last.from.id === this.phone.person ? t("list.you") : about.type === "private" ? "" : about.last.from.name;
    return [who, snippet(about.last)].filter(Boolean).join(": ");
  }

  elsewhere() {
    return Object.values(world.groups).map((id) => world.chat(id)).filter(({ about }) => !about.members.includes(this.phone.person));
  }

  joinMenu() {
    const items = this.elsewhere().map(({ about }) => ({
      label: t("list.join_one", { group: about.title }),
      icon: "people",
      run: () => world.act(this.phone.person, about.id, "join"),
    }));
    openMenu(this.join, this.phone.screen, items);
  }
}

function when(at) {
  const date = new Date(at * 1000);
  return dayKey(date) === dayKey(now()) ? clockTime(date) : shortDay(date);
}
