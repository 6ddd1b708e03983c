/** One row of a chat as elements: a bubble with all it carries, a service line, a day. */

import { el, icon, svg } from "./el.js";
import { botFace, face, nameOf, tint } from "./faces.js";
import { inlineKeyboard } from "./keyboards.js";
import { attachment, photos } from "./media.js";
import { rich } from "./rich.js";
import { service } from "./service.js";
import { clockTime, dayName } from "./time.js";
import { t } from "./words.js";

const TAIL = "M0 0v16h16C7 16 1 9 0 0z";
const SNIPPET = 70; // characters of a message that is quoted
const PICTURES = new Set(["photo"]);

export function drawn(row, chat) {
  if (row.type === "day") return el("div.row.day", {}, el("span", {}, dayName(new Date(row.at * 1000))));
  if (row.type === "service") return el("div.row.service", { data: { id: row.message.message_id } }, el("span", {}, service(row.message)));
  return bubbleRow(row, chat);
}

function bubbleRow(row, chat) {
  const [main] = row.parts;
  const side = row.mine ? "mine" : "theirs";
  const classes = `div.row.${side}${row.first ? ".first" : ""}${row.last ? ".last" : ""}`;
  const made = el(classes, { tabindex: "-1", role: "article", "aria-label": spoken(row), data: { id: main.message_id } });
  const own = chat.group && !row.mine;
  if (own) made.append(row.last ? sender(main.from) : el("span.face.gap"));
  made.append(stack(row, chat, own));
  return made;
}

function sender({ id, name, bot }) {
  return bot ? botFace("small") : face(id, name, "small");
}

function stack(row, chat, named) {
  const main = row.parts[0];
  const open = (event) => chat.menu(main, event.currentTarget);
  const more = el("button.more", { type: "button", tabindex: "-1", "aria-label": t("message.more"), onclick: open }, icon("down"));
  const body = el("div.bubble", { data: { bare: String(isBare(row)) } }, content(row, chat, named), row.last ? svg("0 0 16 16", TAIL, "tail") : null, more);
  body.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    chat.menu(main, body);
  });
  return el("div.stack", {}, body, reactions(main, chat), inlineKeyboard(row.parts.at(-1), chat));
}

function content(row, chat, named) {
  const main = row.parts[0];
  const worded = row.parts.find((part) => part.text) ?? main;
  const media = row.parts.flatMap((part) => part.media);
  const pictures = media.filter(({ kind }) => PICTURES.has(kind));
  const others = media.filter(({ kind }) => !PICTURES.has(kind));
  return [
    named && row.first ? el("div.who", { data: { tint: tint(main.from.id) } }, el("bdi", {}, main.from.name)) : null,
    main.forwarded_from ? el("div.forwarded", {}, t("message.forwarded", { name: nameOf(main.forwarded_from) })) : null,
    quoted(main, chat),
    pictures.length ? photos(pictures) : null,
    others.map(attachment),
    worded.text ? el("div.text", { dir: "auto" }, rich(worded.html, `${chat.id}:${worded.message_id}`, chat.doings)) : null,
    meta(row),
  ];
}

function quoted(message, chat) {
  const replied = message.reply_to && message.reply_to !== message.thread ? chat.find(message.reply_to) : null;
  if (!replied || replied.service) return null;
  const jump = () => chat.jump(message.reply_to);
  return el("button.quoted-reply", { type: "button", tabindex: "-1", onclick: jump, data: { tint: tint(replied.from.id) } },
    el("bdi.name", {}, replied.from.name), el("bdi.words", {}, snippet(replied)));
}

function meta(row) {
  const last = row.parts.at(-1);
  return el("span.meta", {},
    last.edited ? el("span.edited", {}, t("message.edited")) : null,
    el("time", {}, clockTime(new Date(last.at * 1000))),
    row.mine ? icon("check") : null);
}

function reactions(message, chat) {
  const counts = new Map();
  for (const [user, given] of Object.entries(message.reactions)) {
    for (const { emoji } of given) counts.set(emoji, [...(counts.get(emoji) ?? []), Number(user)]);
  }
  if (!counts.size) return null;
  return el("div.reactions", {}, [...counts].map(([emoji, users]) => {
    const mine = users.includes(chat.person);
    const label = t("message.reaction", { emoji, names: users.map(nameOf).join(", ") });
    const toggle = () => chat.react(message, mine ? "" : emoji);
    return el("button", { type: "button", tabindex: "-1", "aria-pressed": String(mine), "aria-label": label, onclick: toggle }, emoji, users.length > 1 ? ` ${users.length}` : "");
  }));
}

/** A photo or sticker without words stands without a bubble's padding. */
function isBare({ parts }) {
  const media = parts.flatMap((part) => part.media);
  return media.length > 0 && media.every(({ kind }) => kind === "photo" || kind === "sticker") && !parts.some((part) => part.text);
}

export function snippet(message) {
  const kind = message.media[0]?.kind;
  const words = message.text.replace(/\s+/g, " ").slice(0, SNIPPET);
  const what = kind ? t(`kind.${kind}`) : "";
  return [what, words].filter(Boolean).join(" ") || (message.service ? service(message) : "");
}

function spoken(row) {
  const main = row.parts[0];
  const said = row.parts.map(snippet).join(", ");
  const keys = row.parts.at(-1).buttons.flat().length;
  const time = clockTime(new Date(main.at * 1000));
  const buttons = keys ? t("message.has_buttons", { n: keys }) : "";
  return t("message.spoken", { name: main.from.name, time, text: said, buttons });
}
