/** The three phones, and on a narrow screen the switch between them. */

import { el, icon } from "./el.js";
import { face } from "./faces.js";
import { Phone } from "./phone.js";
import { remember, remembered } from "./prefs.js";
import { t } from "./words.js";
import { world } from "./world.js";

/** Who holds the phones at first: somebody who lives here, somebody who works here, somebody who leads. */
const FIRST = [["owner", "private"], ["engineer", "repairs"], ["manager", null]];
const LEADERS = new Set(["desk", "supervisor", "manager", "director"]);

/** One phone at a time, as css/phone.css has it. */
const NARROW = matchMedia("(max-width: 899px)");

export class Stage {
  constructor(root) {
    this.root = root;
    this.tabs = el("nav.tabs", { "aria-label": t("phones") });
    this.front = remembered("front", 0);
    this.phones = [];
    NARROW.addEventListener("change", () => this.look());
  }

  build() {
    const places = this.places();
    const hooks = { changed: () => this.remember() };
    this.phones.forEach((phone) => phone.close());
    this.phones = [];
    this.phones = places.map((place, index) => new Phone(index, place, hooks));
    this.root.replaceChildren(this.tabs, ...this.phones.map(({ node }) => node));
    this.choose(this.front);
    this.remember();
  }

  places() {
    const known = remembered("phones", []);
    return FIRST.map(([key, where], index) => {
      const person = world.person(key)?.id ?? [...world.people.keys()][index] ?? [...world.people.keys()][0];
      const chat = where === "private" ? person : (world.groups[where] ?? null);
      const kept = known[index];
      return kept && world.people.has(kept.person) && this.may(kept) ? kept : { person, chat };
    });
  }

  may({ person, chat }) {
    return chat === null || chat === person || Boolean(world.chats.get(chat)?.about.members.includes(person));
  }

  remember() {
    if (this.phones.length < FIRST.length) return;
    remember("phones", this.phones.map(({ place }) => place));
    this.drawTabs();
  }

  refresh() {
    this.phones.forEach((phone) => {
      if (!this.may(phone.place)) phone.show(null);
      phone.refresh();
    });
    this.drawTabs();
  }

  choose(index) {
    this.front = index;
    remember("front", index);
    this.root.dataset.front = String(index);
    this.look();
    this.drawTabs();
  }

  look() {
    this.phones.forEach((phone) => phone.comeIntoView(!NARROW.matches || phone.index === this.front));
  }

  drawTabs() {
    const drawn = this.phones.map(({ person, node }, index) => {
      const { name = "?", role = "resident" } = world.people.get(person) ?? {};
      const unread = world.unreadOf(person);
      const label = unread ? t("list.unread", { name, n: unread }) : name;
      return el("button", { type: "button", "aria-label": label, "aria-pressed": String(index === this.front), "aria-controls": node.id, onclick: () => this.choose(index) },
        face(person, name, "small"), el("span.lines", {}, el("strong", {}, name), el("small", {}, t(`role.${role}`))), icon("down"), unread ? el("span.dot", { "aria-hidden": "true" }) : null);
    });
    this.tabs.replaceChildren(...drawn);
    this.phones.forEach(({ holder, person, place }) => {
      const waits = [...world.unread].some(([key]) => key.startsWith(`${person}:`) && key !== `${person}:${place.chat}`);
      holder.classList.toggle("waits", waits);
    });
  }

  /** The phone on which this person's chat is, or is put: residents left, groups in the middle, leaders right. */
  bring(person, chat) {
    const holding = this.phones.find((phone) => phone.person === person);
    const role = world.people.get(person)?.role ?? "resident";
    const usual = role === "resident" ? 0 : LEADERS.has(role) ? 2 : 1;
    const phone = holding ?? this.phones[usual];
    phone.become(person, chat);
    this.choose(phone.index);
    return phone;
  }
}
