/** What the keys do. */

import { dialog } from "./dialogs.js";
import { el } from "./el.js";
import { t } from "./words.js";

const KEYS = ["phone", "walk", "menu", "send", "line", "inspector", "escape"];

export function showHelp() {
  dialog(t("help"), el("p", {}, t("help.try")), el("dl.keys-help", {}, KEYS.flatMap((key) => [el("dt", {}, t(`help.key_${key}`)), el("dd", {}, t(`help.does_${key}`))])));
}
