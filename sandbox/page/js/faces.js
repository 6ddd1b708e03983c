/** How people and groups look: a colour and a letter, the same everywhere. */

import { el } from "./el.js";
import { world } from "./world.js";

const TINTS = 8; // as many as css/tokens.css has

export function tint(id) {
  return Math.abs(Number(id) * 7 + 3) % TINTS;
}

export function face(id, name, kind = "") {
  const letter = [...name.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "?";
  return el(`span.face${kind ? `.${kind}` : ""}`, { "aria-hidden": "true", data: { tint: tint(id) } }, letter);
}

export function botFace(kind = "") {
  const mark = el("img", { src: "/page/mark.svg", alt: "" });
  return el(`span.face.bot${kind ? `.${kind}` : ""}`, { "aria-hidden": "true" }, mark);
}

export function faceOfChat(chat) {
  return chat.about.type === "private" ? botFace() : face(chat.about.id, chat.about.title);
}

export function nameOf(id) {
  return world.people.get(Number(id))?.name ?? (world.bot?.id === Number(id) ? world.bot.name : String(id));
}
