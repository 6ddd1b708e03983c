/** The outbox: what is owed to Telegram, what was sent, and how the limits stand. */

import { sim } from "./api.js";
import { el } from "./el.js";
import { nameOf } from "./faces.js";
import { fullTime } from "./time.js";
import { has, t } from "./words.js";
import { world } from "./world.js";

export function queuesPanel() {
  const node = el("div");
  let shown = "";
  const refresh = async () => {
    const found = await sim.inspect("queues");
    const key = JSON.stringify(found);
    if (key === shown) return;
    node.replaceChildren(
      el("h3", {}, t("queues.counts")), counts(found.counts),
      el("h3", {}, t("queues.pacing")), pacing(found.pacing),
      el("h3", {}, t("queues.cards")), table(found.cards, card),
      el("h3", {}, t("queues.outgoing")), table(found.outgoing, outgoing),
    );
    shown = key;
  };
  return { node, refresh };
}

function counts(all) {
  return el("dl.facts", {}, Object.entries(all).flatMap(([key, value]) => [el("dt", {}, state(key)), el("dd", {}, String(value))]));
}

function pacing({ outage, overall_wait: wait, chats }) {
  const rows = chats.map(({ chat, sends, edits, wait: until }) => el("tr", {}, el("td", {}, place(chat)), el("td", {}, `${sends} + ${edits}`), el("td", {}, until > 0 ? t("queues.wait", { s: until.toFixed(1) }) : t("queues.free"))));
  const head = ["chat", "minute", "next"].map((key) => el("th", {}, t(`queues.${key}`)));
  return el("div", {}, el("p.dim", {}, outage ? t("queues.outage", { reason: outage }) : t("queues.line_open")), wait > 0 ? el("p.dim", {}, t("queues.overall", { s: wait.toFixed(1) })) : null,
    rows.length ? el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)) : null);
}

function table(list, row) {
  if (!list.length) return el("p.dim", {}, t("requests.none"));
  return el("table", {}, el("tbody", {}, list.map(row)));
}

function card({ kind, chat, state: now, shown, wanted, error }) {
  return el("tr", {}, el("td", {}, word("card", kind)), el("td", {}, place(chat)), el("td", {}, `v${shown}/${wanted}`), el("td", {}, error || state(now)));
}

function outgoing({ what, chat, state: now, attempts, error, sent_at: at }) {
  return el("tr", {}, el("td", {}, what), el("td", {}, place(chat)), el("td", {}, at ? fullTime(new Date(at)) : `×${attempts}`), el("td", {}, error || state(now)));
}

function place(chat) {
  if (chat > 0) return nameOf(chat);
  return world.chats.get(chat)?.about.title ?? "–";
}

const state = (key) => word("queue", key);
const word = (kind, key) => (has(`${kind}.${key}`) ? t(`${kind}.${key}`) : String(key));
