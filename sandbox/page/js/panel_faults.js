/** What can go wrong with Telegram, at the press of a button; and the bot killed and started again. */

import { Refusal, sim } from "./api.js";
import { notice } from "./dialogs.js";
import { el } from "./el.js";
import { t } from "./words.js";

const FOR_EVER = -1;

const FAULTS = {
  too_many: () => sim.fault({ kind: "429", method: "sendMessage", retry_after: 5 }),
  blocked: () => sim.fault({ kind: "403", method: "sendMessage" }),
  dropped: () => sim.fault({ kind: "apply_then_drop", method: "sendMessage" }),
  broken: () => sim.fault({ kind: "html502", method: "*", times: 3 }),
  twice: () => sim.fault({ kind: "duplicate", method: "message" }),
  away: () => sim.fault({ kind: "drop", method: "*", times: FOR_EVER }),
  flood: () => sim.limits(true),
  mend: async () => {
    await sim.mend();
    await sim.limits(false);
  },
};
const POWER = { kill: () => sim.bot("kill"), off: () => sim.bot("off"), on: () => sim.bot("on") };

export function faultsPanel() {
  const lever = (name, pull, kind = "") => el(`button${kind}`, { type: "button", data: { lever: name }, onclick: () => pulled(name, pull) }, t(`fault.${name}`));
  const kinds = { mend: ".wide", away: ".hot" };
  const node = el("div", {},
    el("p.dim", {}, t("faults.explained")),
    el("h3", {}, t("faults.telegram")), el("div.levers", {}, Object.entries(FAULTS).map(([name, pull]) => lever(name, pull, kinds[name]))),
    el("h3", {}, t("faults.bot")), el("div.levers", {}, Object.entries(POWER).map(([name, pull]) => lever(name, pull, name === "kill" ? ".wide.hot" : ""))));
  return { node, refresh: async () => {} };
}

async function pulled(name, pull) {
  try {
    await pull();
    notice(t(`fault_done.${name}`));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message, "error");
  }
}
