/** One phone: who holds it, and what its screen shows. */

import { Chat } from "./chat.js";
import { ChatList } from "./chat_list.js";
import { el, icon } from "./el.js";
import { face } from "./faces.js";
import { closeMenu } from "./menu.js";
import { clockTime, now, onTime } from "./time.js";
import { t } from "./words.js";
import { world } from "./world.js";

const ROLES = ["resident", "worker", "desk", "supervisor", "manager", "director"];
const NEW = "new";

export class Phone {
  /** `place` is { person, chat }; `changed` hears when it becomes another one. */
  constructor(index, place, { changed }) {
    Object.assign(this, { index, changed });
    this.person = place.person;
    this.inView = false; // until the stage shows it: on a narrow screen two of three are hidden
    this.clock = el("span.clock");
    this.screen = el("div.screen");
    this.holder = el("div.holder");
    const glass = el("div.glass", {}, el("div.status", { "aria-hidden": "true" }, this.clock, el("span.island"), el("span.signs", {}, el("i.bars"), el("i.battery"))), this.screen);
    this.node = el("section.phone", { "aria-label": "", id: `phone-${index + 1}`, data: { index } }, this.holder, el("div.device", {}, glass));
    const tick = () => { this.clock.textContent = clockTime(now()); };
    this.stopClock = onTime(tick);
    tick();
    this.drawHolder();
    this.show(place.chat ?? null);
  }

  get place() {
    return { person: this.person, chat: this.inside instanceof Chat ? this.inside.id : null };
  }

  /** The chat that is open, or null. */
  get chat() {
    return this.inside instanceof Chat ? this.inside : null;
  }

  /** Only who sees a chat has read it. */
  comeIntoView(inView) {
    this.inView = inView;
    if (inView) this.chat?.list.comeIntoView();
    this.watch();
  }

  watch() {
    if (!this.chat) return;
    if (this.inView) world.look(this.chat);
    else world.lookAway(this.chat);
  }

  /** Before another one takes its place. */
  close() {
    this.stopClock();
    this.inside.close();
  }

  become(person, chat = undefined) {
    if (person === this.person && (chat === undefined || chat === this.place.chat)) return;
    this.person = person;
    this.drawHolder();
    const groups = world.chat(person).about.last ? null : person;
    this.show(chat === undefined ? groups : chat);
  }

  open(chat) {
    this.show(chat);
    this.chat?.composer.input.focus({ preventScroll: true });
  }

  showList() {
    const from = this.place.chat;
    this.show(null);
    this.screen.querySelector(`[data-chat="${from}"]`)?.focus();
  }

  show(chat) {
    closeMenu();
    this.inside?.close();
    this.inside = chat === null ? new ChatList(this) : new Chat(this, chat);
    this.screen.replaceChildren(this.inside.node);
    this.chat?.list.toEnd();
    this.watch();
    this.changed();
  }

  refresh() {
    this.inside.refresh();
  }

  /** The private chat, opened by a link. */
  async start(payload) {
    this.show(this.person);
    await this.chat.send("text", { text: payload ? `/start ${payload}` : "/start" });
  }

  drawHolder() {
    const person = world.people.get(this.person) ?? { id: this.person, name: String(this.person), role: "resident" };
    const role = t(`role.${person.role}`);
    this.node.setAttribute("aria-label", t("phone.of", { n: this.index + 1, name: person.name, role }));
    this.holder.replaceChildren(
      face(person.id, person.name),
      el("span.lines", { "aria-hidden": "true" }, el("strong", {}, person.name), el("small", {}, role)),
      icon("down"), this.chooser());
  }

  chooser() {
    const chosen = el("select", { "aria-label": t("phone.choose", { n: this.index + 1 }) }, ROLES.map((role) => group(role, this.person)),
      el("option", { value: NEW }, t("phone.new")));
    chosen.addEventListener("change", () => this.choose(chosen.value));
    return chosen;
  }

  async choose(value) {
    const count = [...world.people.values()].filter(({ key }) => key === "").length;
    this.become(value === NEW ? await world.addPerson(t("crowd.name", { n: count + 4 })) : Number(value));
    this.holder.querySelector("select").focus();
  }
}

function group(role, person) {
  const people = [...world.people.values()].filter((each) => each.role === role);
  if (!people.length) return null;
  return el("optgroup", { label: t(`role.${role}`) }, people.map(({ id, name }) => el("option", { value: String(id), selected: id === person }, name)));
}
