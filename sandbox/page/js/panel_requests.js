/** Every request to the Bot API and how it ended, newest first; and the raw updates that came in. */

import { sim } from "./api.js";
import { el } from "./el.js";
import { fullTime } from "./time.js";
import { t } from "./words.js";

const MOST = 40; // shown at once
const QUIET = new Set(["getUpdates", "getMe", "deleteWebhook"]);

export function requestsPanel() {
  const updates = el("div");
  const requests = el("div");
  const node = el("div", {}, el("h3", {}, t("requests.calls")), requests, el("h3", {}, t("requests.updates")), updates);
  let known = [];
  let last = 0;
  const refresh = async () => {
    const fresh = (await sim.journal(last)).filter(({ method }) => !QUIET.has(method));
    known = [...known.filter(({ n }) => n <= last), ...fresh].slice(-MOST);
    const open = known.find(({ outcome }) => outcome === "pending"); // asked for again until it has ended
    last = open ? open.n - 1 : known.at(-1)?.n ?? last;
    draw(requests, [...known].reverse(), call);
    const incoming = await sim.inspect("updates").catch(() => []);
    draw(updates, incoming, update);
  };
  return { node, refresh };
}

/** Only what is new is drawn: what is unfolded stays so. */
function draw(root, entries, make) {
  if (!entries.length) return root.replaceChildren(el("p.dim", {}, t("requests.none")));
  const before = new Map([...root.children].map((each) => [each.dataset.key, each]));
  return root.replaceChildren(...entries.map((entry) => {
    const key = `${entry.n ?? entry.update_id}:${entry.status ?? entry.state}`;
    const made = before.get(key) ?? make(entry);
    made.dataset.key = key;
    return made;
  }));
}

function call({ at, method, params, outcome, status, result }) {
  const kind = status === 200 ? "ok" : "bad";
  return unfoldable([el("time", {}, fullTime(new Date(at))), el("b", {}, method), el(`span.${kind}`, {}, status === 200 ? "200" : `${status || "…"} ${outcome}`)],
    { params, result, ...(status === 200 ? {} : { outcome }) });
}

function update({ received_at: at, update_id: id, kind, state, body }) {
  return unfoldable([el("time", {}, fullTime(new Date(at))), el("b", {}, `${kind} ${id}`), el(`span.${state === "done" ? "ok" : "bad"}`, {}, state)], body);
}

function unfoldable(head, data) {
  const made = el("details", {}, el("summary", {}, head));
  made.addEventListener("toggle", () => {
    if (made.open && made.children.length === 1) made.append(el("pre", { dir: "ltr" }, JSON.stringify(data, null, 2)));
  });
  return made;
}
