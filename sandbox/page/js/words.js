/** The page's own words, in the reader's language. Every key exists in every language (a test looks). */

import { remembered, wished } from "./prefs.js";

export const LANGUAGES = { "zh-Hans": "简体", "zh-Hant": "繁體", en: "EN" };
const words = {};

export function language() {
  const chosen = wished("lang") ?? remembered("language", null) ?? navigator.language;
  if (/^zh\b.*(hant|hk|tw|mo)/i.test(chosen)) return "zh-Hant";
  return /^en\b/i.test(chosen) && chosen !== null && !/^zh/i.test(chosen) ? "en" : "zh-Hans";
}

export async function loadWords() {
  const answer = await fetch(`/page/words/${language()}.json`);
  Object.assign(words, await answer.json());
  document.documentElement.lang = language();
}

/** t("list.join_one", { group }) fills {group}. A missing key is a mistake that should be seen. */
export function t(key, values = {}) {
  const found = words[key];
  if (found === undefined) throw new Error(`no words for ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function has(key) {
  return key in words;
}

/** Of texts given in all languages, the reader's own. */
export function local(texts) {
  return texts[language()] ?? texts["zh-Hans"];
}
