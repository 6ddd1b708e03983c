/** A scenario: steps that people take, one after the other, on the phones. Anybody may take over at any time. */

import { Refusal, sim } from "./api.js";
import { base64 } from "./api.js";
import { crowd } from "./crowd.js";
import { samplePhoto } from "./samples.js";
import { murmur } from "./sound.js";
import { moveClock } from "./timebar.js";
import { nextAt } from "./time.js";
import { local, t } from "./words.js";
import { world } from "./world.js";

const LOOKS = 85; // for the button that a step needs: ten seconds, or longer where a machine is slow
const LOOK = 120; // ms between looks
const LETTER = 45; // ms per letter that is typed
const READ = 1_500; // ms to see what a step brought
const FINGER = 700; // ms that a finger shows before it presses

export class Stopped extends Error {}

/** Plays one scenario. `player` shows: tell(step, n), wait(ms), and says whether it still goes on. */
export class Scenario {
  constructor(script, stage, player) {
    Object.assign(this, { script, stage, player });
    this.people = {}; // who and what appears in this play only: key -> id
    this.groups = {};
    this.kept = {}; // words that were shown and are said later
  }

  async play() {
    for (const [n, step] of this.script.steps.entries()) {
      await this.player.tell(step, n);
      await this.take(step);
      await sim.settled().catch(() => {});
      await this.player.wait(READ);
    }
  }

  async take(step) {
    if (step.clock) await moveClock(wish(step.clock));
    for (const [key, { name, role }] of Object.entries(step.people ?? {})) this.people[key] = await world.addPerson(name, role);
    if (step.group) await this.found(step.group);
    if (step.code) this.kept.code = (await sim.code()).code;
    if (step.crowd) await this.gather(step.crowd);
    if (step.as) await this.act(step);
    if (step.keep) await this.keep(step);
  }

  person(key) {
    return this.people[key] ?? world.person(key).id;
  }

  place(step) {
    return step.in ? (this.groups[step.in] ?? world.groups[step.in]) : this.person(step.as);
  }

  async found({ key, title, members }) {
    const { id } = await sim.addGroup(title, members.map((each) => this.person(each)));
    this.groups[key] = id;
    await world.load(); // nothing was said there yet, so nobody has told the page of it
  }

  /** What the newest message says that has it. */
  async keep(step) {
    await sim.settled().catch(() => {});
    const texts = world.messages(this.place(step)).map(({ text }) => text).reverse();
    for (const [name, pattern] of Object.entries(step.keep)) {
      const found = texts.map((text) => text.match(pattern)).find(Boolean);
      if (!found) throw new Stopped(t("scenario.no_card"));
      this.kept[name] = found[1];
    }
  }

  filled(words) {
    return words.replace(/\{(\w+)\}/g, (whole, name) => this.kept[name] ?? whole);
  }

  async act(step) {
    const person = this.person(step.as);
    const place = this.place(step);
    const phone = this.stage.bring(person, place);
    await world.read(place);
    if (step.start !== undefined) await phone.start(this.filled(step.start));
    else if (step.say) await this.say(phone, step);
    else if (step.photos) await this.send(phone, step);
    else if (step.voice) await this.speak(phone);
    else if (step.choose) await this.done(phone.chat.send("choose", { users: step.choose.map((each) => this.person(each)) }));
    else if (step.press || step.pick !== undefined) await this.press(phone, step);
  }

  async say(phone, step) {
    const { chat } = phone;
    const reply = step.reply ? { reply_to: this.lastCard(chat.id).message_id } : {};
    const text = this.filled(step.say);
    await this.type(chat, text);
    await this.done(chat.send("text", { text, ...reply }));
    chat.composer.input.value = "";
    chat.composer.typed();
    chat.list.toEnd();
  }

  async type(chat, text) {
    const { input } = chat.composer;
    const letters = [...text];
    for (let n = 1; n <= letters.length; n += 1) {
      input.value = letters.slice(0, n).join("");
      chat.composer.typed();
      await this.player.wait(LETTER);
    }
  }

  async send({ chat }, step) {
    const pieces = await Promise.all(step.photos.map(async (name) => ({ kind: "photo", data: await base64(await samplePhoto(name)), mime: "image/jpeg" })));
    const more = { ...(step.text ? { text: step.text } : {}), ...(step.reply ? { reply_to: this.lastCard(chat.id).message_id } : {}) };
    await this.done(pieces.length === 1 ? chat.send("photo", { ...pieces[0], ...more }) : chat.send("album", { pieces, ...more }));
  }

  async speak({ chat }) {
    await this.done(chat.send("voice", { data: await base64(murmur()), mime: "audio/wav", name: "voice.wav" }));
  }

  async press({ chat }, step) {
    const { message, button } = await this.button(chat, step.press ?? [""], step.pick ?? 0);
    const key = [...chat.list.node.querySelectorAll(`[data-id="${message.message_id}"] .key`)].find((each) => each.dataset.data === button.data);
    key?.scrollIntoView({ block: "nearest" });
    key?.classList.add("finger");
    await this.player.wait(FINGER);
    key?.classList.remove("finger");
    await this.done(chat.press(message, button));
  }

  /** The newest message's button with one of these labels (the n-th, counted from 0); it may still be on its way. */
  async button(chat, labels, nth) {
    for (let look = 0; look < LOOKS; look += 1) {
      for (const message of world.messages(chat.id).reverse()) {
        const button = message.buttons.flat().filter(({ text, data }) => data && labels.some((label) => text.includes(label)))[nth];
        if (button) return { message, button };
      }
      await this.player.wait(LOOK, { fixed: true });
    }
    throw new Stopped(t("scenario.no_button", { label: labels[0] }));
  }

  lastCard(chat) {
    const cards = world.messages(chat).filter(({ from, service, text }) => from.bot && !service && /#\d{4}/.test(text));
    const open = cards.filter(({ buttons }) => buttons.length);
    const card = (open.length ? open : cards).at(-1);
    if (!card) throw new Stopped(t("scenario.no_card"));
    return card;
  }

  async gather({ count, say }) {
    await crowd(count, (n) => say[n % say.length], (ms) => this.player.wait(ms, { fixed: true }));
  }

  async done(sending) {
    if (!(await sending)) throw new Stopped(t("scenario.refused"));
  }
}

function wish({ plus, at, day }) {
  if (plus) return { advance: plus };
  const [hour, minute] = at.split(":").map(Number);
  return { to: nextAt(hour, minute, day ?? null).toISOString() };
}

/** In groups, as they stand on the bar. */
export async function loadScenarios() {
  const groups = await (await fetch("/page/scenarios/index.json")).json();
  return Promise.all(groups.map(async ({ title, scenarios }) => ({ title, scripts: await Promise.all(scenarios.map(script)) })));
}

async function script(name) {
  return { id: name, ...(await (await fetch(`/page/scenarios/${name}.json`)).json()) };
}

export function told(step) {
  return step.tell ? local(step.tell) : "";
}

export { Refusal };
