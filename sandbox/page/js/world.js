/** The page's copy of the world: one set of chats, shared by all phones, kept up to date by events. */

import { sim } from "./api.js";
import { setNow } from "./time.js";

const TYPING = 5_000; // ms that "typing" stays without news (Bot API, sendChatAction)

class World extends EventTarget {
  people = new Map();
  groups = {};
  bot = null;
  chats = new Map(); // id -> { about, messages: Map or null, waiting: events while they are fetched }
  unread = new Map(); // "person:chat" -> how many
  typing = new Map(); // chat -> until when (ms)
  pressed = new Map(); // query -> { chat, message, user }
  held = null; // what is told while the world loads
  watchers = new Set(); // open chats that are in view: what comes there is read at once

  /** What happens while it loads is told once it is there. */
  async load() {
    this.held ??= [];
    try {
      await this.fetch();
    } finally {
      const held = this.held ?? [];
      this.held = null;
      held.forEach((event) => this.tell(event));
    }
  }

  async fetch() {
    const found = await sim.world();
    this.bot = found.bot;
    this.groups = found.groups;
    this.people = new Map(found.people.map((person) => [person.id, { ...person, role: this.roleOf(person) }]));
    setNow(found.now);
    const open = [...this.chats].filter(([, chat]) => chat.messages).map(([id]) => id);
    this.chats = new Map(found.chats.map((about) => [about.id, { about, messages: null, waiting: [] }]));
    this.pressed.clear();
    await Promise.all(open.map((id) => this.read(id)));
    this.say("all");
  }

  /** After the line was cut: what came meanwhile is as unread as if it had been heard of. */
  async catchUp() {
    const met = new Map([...this.chats].map(([id, { about }]) => [id, newest(about)]));
    await this.load();
    for (const [id, { about }] of this.chats) {
      const before = met.get(id) ?? 0;
      if (newest(about) <= before) continue;
      await this.read(id);
      this.messages(id).filter(({ message_id: n }) => n > before).forEach((seen) => this.arrived({ about, seen }));
    }
  }

  /** Whoever isn't of the cast is what the page made of them. */
  roleOf({ id, key, role }) {
    return key ? role : (this.people.get(id)?.role ?? role);
  }

  person(key) {
    return [...this.people.values()].find((each) => each.key === key);
  }

  chat(id) {
    if (!this.chats.has(id)) {
      const about = { id, type: id > 0 ? "private" : "group", title: "", members: [], topics: [], keyboards: {} };
      this.chats.set(id, { about, messages: null, waiting: [] });
    }
    return this.chats.get(id);
  }

  /** What a person finds in the chat list: the bot first met, then groups; the newest on top. */
  chatsOf(person) {
    const groups = [...this.chats.values()].filter(({ about }) => about.members.includes(person) && !about.moved);
    const at = ({ about }) => about.last?.at ?? 0;
    return [this.chat(person), ...groups].sort((one, other) => at(other) - at(one));
  }

  /** Fetches a chat's messages, if they aren't there yet. Any member sees the same ones. */
  async read(id) {
    const chat = this.chat(id);
    if (chat.messages || chat.reading) return chat.reading;
    const reader = id > 0 ? id : chat.about.members.find((each) => this.people.has(each));
    if (reader === undefined) return undefined;
    chat.reading = this.fetchMessages(chat, id, reader);
    return chat.reading;
  }

  async fetchMessages(chat, id, reader) {
    try {
      const found = await sim.view(id, reader);
      chat.messages = new Map(found.messages.map((message) => [message.message_id, message]));
      chat.waiting.splice(0).forEach((event) => this.apply(chat, event));
    } finally {
      chat.reading = null;
    }
    this.say("chat", { chat: id });
  }

  messages(id) {
    return [...(this.chats.get(id)?.messages?.values() ?? [])].sort((a, b) => a.message_id - b.message_id);
  }

  tell(event) {
    if (this.held) {
      this.held.push(event);
      return;
    }
    if (event.now) setNow(event.now);
    if (event.kind === "reset") this.say("reset");
    if (event.about) this.change(event);
    if (event.kind === "pressed") this.pressed.set(event.query, event);
    if (event.kind === "answered") this.pressed.delete(event.query);
    if (event.kind === "action") this.type(event);
    this.say(event.kind, event);
  }

  change(event) {
    const chat = this.chat(event.about.id);
    const isNew = event.kind === "message" && event.seen?.message_id > newest(chat.about);
    chat.about = event.about;
    if (isNew) this.arrived(event);
    if (chat.messages) this.apply(chat, event);
    else chat.waiting.push(event);
    this.say("chat", { chat: event.about.id });
  }

  apply(chat, event) {
    if (event.seen) chat.messages.set(event.seen.message_id, event.seen);
    else if (event.kind === "deleted") chat.messages.delete(event.message);
  }

  arrived({ about, seen }) {
    if (!seen) return;
    if (seen.from.bot) this.typing.delete(about.id);
    if (seen.service) return;
    const readers = about.type === "private" ? [about.id] : about.members;
    for (const reader of readers) {
      const place = `${reader}:${about.id}`;
      if (reader === seen.from.id || !this.people.has(reader) || this.isWatched(reader, about.id)) continue;
      this.unread.set(place, (this.unread.get(place) ?? 0) + 1);
    }
    this.say("unread");
  }

  type({ chat }) {
    this.typing.set(chat, Date.now() + TYPING);
    setTimeout(() => this.say("chat", { chat }), TYPING + 50);
    this.say("chat", { chat });
  }

  isTyping(chat) {
    return (this.typing.get(chat) ?? 0) > Date.now();
  }

  waits(chat, message, user) {
    return [...this.pressed.values()].some(
      (press) => press.chat === chat && press.message === message && press.user === user,
    );
  }

  unreadOf(person, chat = null) {
    if (chat !== null) return this.unread.get(`${person}:${chat}`) ?? 0;
    const own = [...this.unread].filter(([place]) => place.startsWith(`${person}:`));
    return own.reduce((sum, [, count]) => sum + count, 0);
  }

  act(person, chat, what, more) {
    return sim.act(person, chat > 0 ? null : chat, what, more);
  }

  async addPerson(name, role = "resident") {
    const { id } = await sim.addPerson(name);
    this.people.set(id, { id, name, key: "", role });
    this.say("people");
    return id;
  }

  /** Somebody looks at a chat on one of the phones: what was unread is read. */
  look(watcher) {
    this.watchers.add(watcher);
    if (this.unread.delete(`${watcher.person}:${watcher.id}`)) this.say("unread");
  }

  lookAway(watcher) {
    this.watchers.delete(watcher);
  }

  isWatched(person, chat) {
    return [...this.watchers].some((each) => each.person === person && each.id === chat);
  }

  nameOf(chat) {
    return chat.about.type === "private" ? (this.bot?.name ?? "") : chat.about.title;
  }

  say(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  on(kind, hear) {
    this.addEventListener(kind, ({ detail }) => hear(detail));
  }
}

const newest = (about) => about.last?.message_id ?? 0;

export const world = new World();
