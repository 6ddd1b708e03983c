/** The control API, in verbs. */

export class Refusal extends Error {}

async function call(verb, path, body) {
  const options = { method: verb };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let answer;
  try {
    answer = await fetch(`/sim/${path}`, options);
  } catch {
    throw new Refusal("offline");
  }
  const found = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) throw new Refusal(found.error ?? answer.statusText);
  return found;
}

export const sim = {
  world: () => call("GET", "world"),
  view: (chat, person) => call("GET", `view?as=${person}&chat=${chat}`),
  act: (person, chat, what, more = {}) => call("POST", "act", { as: person, chat, do: what, ...more }),
  addPerson: (name, language = "zh-hans") => call("POST", "users", { name, language }),
  addGroup: (title, members) => call("POST", "groups", { title, members }),
  code: () => call("POST", "code", {}),
  clock: (wish) => call("POST", "clock", wish),
  settled: (seconds = 10) => call("GET", `settled?timeout=${seconds}`),
  journal: (after) => call("GET", `journal?after=${after}`),
  fault: (rule) => call("POST", "faults", rule),
  mend: () => call("DELETE", "faults"),
  limits: (flood) => call("POST", "limits", { flood }),
  reset: () => call("POST", "reset"),
  inspect: (what, query = "") => call("GET", `inspect/${what}${query}`),
  bot: (wish) => call("POST", "bot", { do: wish }),
};

/** A file's bytes as base64, without a detour over a string per byte. */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(new Refusal(String(reader.error)));
    reader.readAsDataURL(blob);
  });
}
