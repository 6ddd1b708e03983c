/** Keyboards: under a message, and in place of the keyboard. */

import { el, icon } from "./el.js";
import { openMenu } from "./menu.js";
import { t } from "./words.js";
import { world } from "./world.js";

const STYLES = new Set(["primary", "success", "danger"]);

export function inlineKeyboard(message, chat) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row) => el("div.keys-row", {}, row.map((button) => inlineKey(message, button, chat))));
  return el("div.keys", { role: "group", "aria-label": t("keys.inline") }, rows);
}

function inlineKey(message, button, chat) {
  const kind = STYLES.has(button.style) ? `.${button.style}` : "";
  const press = () => {
    if (button.copy) chat.copy(button.copy);
    else if (button.url) chat.follow(button.url);
    else chat.press(message, button);
  };
  const mark = button.url ? el("span.corner", { "aria-hidden": "true" }, "↗") : null;
  return el(`button.key${kind}`, { type: "button", tabindex: "-1", onclick: press, data: { data: button.data ?? "" } },
    el("span.label", {}, button.text), mark, el("span.spin", { "aria-hidden": "true" }));
}

/** The keyboard that a bot put in place of the usual one. */
export function replyKeyboard(keyboard, chat) {
  const rows = (keyboard?.keyboard ?? []).map((row) => el("div.keys-row", {}, row.map((button) => replyKey(button, chat))));
  return rows.length ? el("div.reply-keys", { role: "group", "aria-label": t("keys.reply") }, rows) : null;
}

function replyKey(button, chat) {
  const kind = STYLES.has(button.style) ? `.${button.style}` : "";
  const mark = button.request_contact || button.request_users ? icon("person") : button.request_location ? icon("place") : null;
  const press = () => {
    if (button.request_contact) chat.send("contact");
    else if (button.request_location) chat.send("location");
    else if (button.request_users) pickPeople(made, button, chat);
    else chat.send("text", { text: button.text });
  };
  const made = el(`button.key${kind}`, { type: "button", onclick: press }, mark, el("span.label", {}, button.text));
  return made;
}

/** Telegram's own picker, as a short list: whoever else is on the page. */
function pickPeople(anchor, button, chat) {
  const others = [...world.people.values()].filter(({ id }) => id !== chat.person);
  const items = others.map(({ id, name }) => ({ label: name, icon: "person", run: () => chat.send("choose", { users: [id], button: button.text }) }));
  openMenu(anchor, chat.phone.screen, items);
}
