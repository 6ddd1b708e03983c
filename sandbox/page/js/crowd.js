/** Several residents say the same: each in their own words' order, in their own private chat. */

import { Refusal, sim } from "./api.js";
import { dialog, notice } from "./dialogs.js";
import { el } from "./el.js";
import { t } from "./words.js";
import { world } from "./world.js";

const AT_ONCE = 4; // people who act at the same time; the sandbox plays on the same machine
const LOOKS = 200; // half a minute: forty at once on a small machine
const PAUSE = 150; // ms between looks for the bot's question
const UNSURE = 10; // looks without a button to agree with: the bot asks which kind, the first guess is taken

export function crowdDialog(words) {
  const text = el("textarea", { rows: "3", "aria-label": t("crowd.text") }, words);
  const count = el("input", { type: "number", min: "1", max: "60", value: "3", "aria-label": t("crowd.count") });
  const go = el("button.primary", { type: "button" }, t("crowd.go"));
  const made = dialog(t("crowd.menu"), el("p", {}, t("crowd.explained")), text,
    el("label", {}, t("crowd.count"), count), el("div.choices", {}, go));
  go.addEventListener("click", () => {
    made.close();
    crowd(Math.min(60, Number(count.value) || 1), () => text.value);
  });
}

/** `words(n)` is what the n-th of them says; `turn(ms)` lets time go by, and may stop everybody by throwing. */
export async function crowd(count, words, turn = rest) {
  const people = await gather(count);
  const agreeing = await (await fetch("/page/scenarios/agree.json")).json(); // labels, the best first
  const waiting = people.entries();
  let filed = 0;
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const [n, person] of waiting) {
      await turn(0);
      const numbered = await complain(person, words(n), agreeing, turn);
      filed += numbered; // never `filed += await`: it would forget what others added meanwhile
    }
  });
  try {
    await Promise.all(workers);
    if (filed === count) notice(t("crowd.done", { n: count }));
    else notice(t("crowd.short", { n: filed, of: count }), "error");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message, "error");
  }
}

function rest(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function gather(count) {
  const residents = [...world.people.values()].filter(({ role, key }) => role === "resident" && key !== "owner").map(({ id }) => id);
  for (let n = residents.length; n < count; n += 1) residents.push(await world.addPerson(t("crowd.name", { n: n + 1 })));
  return residents.slice(0, count);
}

/** 1 when the complaint has its number, 0 when the bot never gave one. */
async function complain(person, text, agreeing, turn) {
  const { message_id: said } = await sim.act(person, null, "text", { text });
  let pressed = "";
  for (let look = 0; look < LOOKS; look += 1) {
    await turn(PAUSE);
    const { messages } = await sim.view(person, person);
    const asked = messages.filter((message) => message.message_id > said && message.buttons.length).at(-1);
    const agree = asked && agreeing.map((label) => button(asked, label)).find(Boolean);
    if (!agree && messages.some((message) => message.message_id > said && /#\d{4}/.test(message.text))) return 1;
    const choice = agree ?? (asked && look % UNSURE === UNSURE - 1 ? button(asked, "") : null);
    if (!choice || choice.data === pressed) continue; // the answer is on its way
    pressed = choice.data; // sent, or asked whether a neighbour's report is the same: then "me too"
    await sim.act(person, null, "press", { message_id: asked.message_id, data: choice.data });
  }
  return 0;
}

function button(message, label) {
  return message.buttons.flat().find(({ text, data }) => data && text.includes(label));
}
