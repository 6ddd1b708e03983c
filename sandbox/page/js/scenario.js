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

const PATIENCE = 10_000; // ms that a step waits for the button it needs
const LOOK = 120; // ms between looks
const LETTER = 45; // ms per letter that is typed
const READ = 1_500; // ms to see what a step brought
const FINGER = 700; // ms that a finger shows before it presses

export class Stopped extends Error {}

/** Plays one scenario. `player` shows: tell(step, n), wait(ms), and says whether it still goes on. */
export class Scenario {
  constructor(script, stage, player) {
    Object.assign(this, { script, stage, player });
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
    if (step.crowd) await this.gather(step.crowd);
    if (step.as) await this.act(step);
  }

  async act(step) {
    const person = world.person(step.as).id;
    const place = step.in ? world.groups[step.in] : person;
    const phone = this.stage.bring(person, place);
    await world.read(place);
    if (step.start !== undefined) await phone.start(step.start);
    else if (step.say) await this.say(phone, step);
    else if (step.photos) await this.send(phone, step);
    else if (step.voice) await this.speak(phone);
    else if (step.press) await this.press(phone, step);
  }

  async say(phone, step) {
    const { chat } = phone;
    const reply = step.reply ? { reply_to: this.lastCard(chat.id).message_id } : {};
    await this.type(chat, step.say);
    await this.done(chat.send("text", { text: step.say, ...reply }));
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
    const { message, button } = await this.button(chat, step.press);
    const key = [...chat.list.node.querySelectorAll(`[data-id="${message.message_id}"] .key`)].find((each) => each.dataset.data === button.data);
    key?.scrollIntoView({ block: "nearest" });
    key?.classList.add("finger");
    await this.player.wait(FINGER);
    key?.classList.remove("finger");
    await this.done(chat.press(message, button));
  }

  /** The newest button with one of these labels; it may still be on its way. */
  async button(chat, labels) {
    const until = performance.now() + PATIENCE;
    while (performance.now() < until) {
      for (const message of world.messages(chat.id).reverse()) {
        const button = message.buttons.flat().find(({ text, data }) => data && labels.some((label) => text.includes(label)));
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
    await crowd(count, (n) => say[n % say.length]);
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

export async function loadScenarios() {
  const names = await (await fetch("/page/scenarios/index.json")).json();
  return Promise.all(names.map(async (name) => ({ id: name, ...(await (await fetch(`/page/scenarios/${name}.json`)).json()) })));
}

export function told(step) {
  return step.tell ? local(step.tell) : "";
}

export { Refusal };
