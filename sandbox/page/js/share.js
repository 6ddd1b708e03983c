/** A transcript as one HTML file that needs nothing else: pictures and sound inside, no script. */

import { base64 } from "./api.js";
import { snippet } from "./bubble.js";
import { el } from "./el.js";
import { rich } from "./rich.js";
import { service } from "./service.js";
import { clockTime, dayAndTime, dayName, fullTime, now } from "./time.js";
import { language, t } from "./words.js";
import { world } from "./world.js";

const LARGEST = 4 * 1024 * 1024; // bytes of one enclosed file; larger ones are named only
const STILL = { link: () => false, command: () => {} };

export async function share() {
  const chats = await tellable();
  const sections = await Promise.all(chats.map(section));
  const style = await (await fetch("/page/css/transcript.css")).text();
  const page = document.implementation.createHTMLDocument(t("share.title"));
  page.documentElement.lang = language();
  page.head.append(meta({ charset: "utf-8" }), meta({ name: "viewport", content: "width=device-width" }), meta({ "http-equiv": "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:" }), el("style", {}, style));
  page.body.append(el("h1", {}, t("share.title")), el("p.note", {}, `${t("demo_data")} · ${dayAndTime(now())}`), ...sections);
  save(`<!doctype html>\n${page.documentElement.outerHTML}`);
}

async function tellable() {
  const chats = [...world.chats.keys()];
  await Promise.all(chats.map((id) => world.read(id)));
  return chats.filter((id) => world.messages(id).some((message) => !message.service && message.text !== "/start" && (!message.from.bot || id < 0)));
}

async function section(id) {
  const messages = world.messages(id);
  const name = id > 0 ? `${world.people.get(id)?.name ?? id} ↔ ${world.bot?.name ?? ""}` : world.chat(id).about.title;
  return el("section", {}, el("h2", {}, name), await Promise.all(messages.map((message) => line(message, id))));
}

async function line(message, chat) {
  if (message.service) return el("p.service", {}, service(message));
  const replied = quoted(message, chat);
  const buttons = message.buttons.flat().map(({ text }) => el("span.key", {}, text));
  return el(`div.${message.from.bot ? "bot" : "person"}`, {},
    el("strong", {}, message.from.name), el("time", {}, `${dayName(new Date(message.at * 1000))} ${clockTime(new Date(message.at * 1000))}`),
    replied ? el("blockquote", {}, el("strong", {}, replied.from.name), " ", snippet(replied)) : null,
    await Promise.all(message.media.map(enclosed)), el("div.text", { dir: "auto" }, unfolded(message)),
    buttons.length ? el("div.keys", {}, buttons) : null);
}

function quoted({ reply_to: wanted, thread }, chat) {
  if (!wanted || wanted === thread) return null; // what only opens a topic is no reply
  const found = world.chat(chat).messages.get(wanted);
  return found && !found.service ? found : null;
}

function unfolded(message) {
  const made = el("div");
  made.append(rich(message.html, `share:${message.message_id}`, STILL));
  made.querySelectorAll("button.unfold").forEach((each) => each.remove());
  made.querySelectorAll("button").forEach((each) => each.replaceWith(each.textContent));
  return [...made.childNodes];
}

async function enclosed(piece) {
  const name = piece.file_name ?? t(`kind.${piece.kind}`);
  if (!piece.url || piece.size > LARGEST) return el("p.file", {}, name);
  const blob = await (await fetch(piece.url)).blob();
  const data = `data:${blob.type};base64,${await base64(blob)}`;
  if (piece.kind === "photo" || piece.kind === "sticker") return el("img", { src: data, alt: name });
  if (piece.kind === "voice" || piece.kind === "audio") return el("audio", { src: data, controls: true });
  return el("p.file", {}, name);
}

function meta(attributes) {
  return el("meta", attributes);
}

function save(html) {
  const url = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  const stamp = fullTime(now()).replace(/\D+/g, "-");
  el("a", { href: url, download: `yingsheng-${stamp}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
