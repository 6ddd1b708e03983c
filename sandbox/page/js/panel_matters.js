/** Complaints: each one's history and timers, and why triage decided as it did. */

import { sim } from "./api.js";
import { el } from "./el.js";
import { dayAndTime } from "./time.js";
import { has, t } from "./words.js";

const MOST_WORDS = 8; // of those that decided
const MOMENT = /^\d{4}-\d\d-\d\dT/;

export function mattersPanel() {
  const node = el("div");
  let chosen = null;
  let shown = "";
  let turn = 0; // an answer that comes late shows nothing over a newer one
  const refresh = async () => {
    turn += 1;
    const mine = turn;
    const all = await sim.inspect("complaints");
    const id = all.some((each) => each.id === chosen) ? chosen : all[0]?.id;
    const one = all.length ? await sim.inspect("complaint", `?id=${id}`) : null;
    const key = JSON.stringify([all, one]);
    if (key === shown || mine !== turn) return;
    node.replaceChildren(...(one ? [choices(all, id), ...details(one)] : [el("p.quiet", {}, t("matters.none"))]));
    shown = key;
  };
  const choices = (all, id) => el("div.matters", { role: "group", "aria-label": t("panel.matters") }, all.map((each) =>
    el("button", { type: "button", "aria-pressed": String(each.id === id), onclick: () => { chosen = each.id; refresh(); } }, label(each))));
  return { node, refresh };
}

function label({ number, status, category }) {
  const name = number ? `#${String(number).padStart(4, "0")}` : "";
  return [name, category && word("category", category), word("status", status)].filter(Boolean).join(" · ");
}

function details(one) {
  return [
    el("h3", {}, t("matters.record")), facts(one),
    el("h3", {}, t("matters.why")), why(one.verdict),
    el("h3", {}, t("matters.timers")), timers(one.timers),
    el("h3", {}, t("matters.history")), history(one.events),
    ...(one.callbacks.length ? [el("h3", {}, t("matters.callbacks")), callbacks(one.callbacks)] : []),
  ];
}

function facts(one) {
  const rows = {
    text: one.text, place: one.place, severity: word("severity", one.severity), emergency: one.emergency && word("emergency", one.emergency),
    department: one.department, worker: one.worker, round: one.round, level: word("role", one.level),
  };
  return el("dl.facts", {}, Object.entries(rows).filter(([, value]) => value).flatMap(([key, value]) => [el("dt", {}, t(`fact.${key}`)), el("dd", { dir: "auto" }, String(value))]));
}

function why({ ranked = [], because = [] }) {
  if (!ranked.length) return el("p.dim", {}, t("matters.no_verdict"));
  const shares = ranked.filter(([, share]) => share > 0.01).map(([category, share]) => el("div.bar", {},
    el("span", {}, word("category", category)), el("meter", { min: "0", max: "1", value: String(share), "aria-label": word("category", category) }), el("span", {}, `${Math.round(share * 100)}%`)));
  const words = because.slice(0, MOST_WORDS).map(([text, category, weight]) => el(`tr${weight < 0 ? ".against" : ""}`, {},
    el("td", {}, text), el("td", {}, word("category", category)), el("td", {}, weight > 0 ? `+${weight}` : String(weight))));
  return el("div.because", {}, shares, words.length ? el("table", {}, el("thead", {}, el("tr", {}, ["word", "category", "weight"].map((key) => el("th", {}, t(`because.${key}`))))), el("tbody", {}, words)) : null);
}

function timers(list) {
  if (!list.length) return el("p.dim", {}, t("matters.no_timers"));
  return el("table", {}, el("tbody", {}, list.map(({ kind, due_at: due, state }) => el("tr", {}, el("td", {}, word("timer", kind)), el("td", {}, dayAndTime(new Date(due))), el("td", {}, word("timer_state", state))))));
}

function history(events) {
  return el("ol.story", {}, events.map(({ action, status, actor, reason, facts: more, at }) => el("li", {},
    el("strong", {}, word("action", action)), " ", el("span.dim", {}, `${actor || t("matters.clock")} · ${word("status", status)}`), el("br"),
    el("time", {}, dayAndTime(new Date(at))), " ", el("bdi", {}, [reason, spoken(more)].filter(Boolean).join(" ")))));
}

function callbacks(list) {
  return el("table", {}, el("tbody", {}, list.map(({ round, state, solved, score }) => el("tr", {},
    el("td", {}, t("matters.round", { n: round })), el("td", {}, word("callback_state", state)), el("td", {}, solved ? word("solved", solved) : ""), el("td", {}, score ? "★".repeat(score) : "")))));
}

function spoken(facts = {}) {
  const telling = Object.entries(facts).filter(([key, value]) => ["string", "number"].includes(typeof value) && !key.endsWith("_id"));
  return telling.map(([key, value]) => (MOMENT.test(value) ? dayAndTime(new Date(value)) : word(key, value))).join(" · ");
}

/** The product's word for it if the page knows one, else its own key: new ones show up by themselves. */
function word(kind, key) {
  return has(`${kind}.${key}`) ? t(`${kind}.${key}`) : String(key);
}
