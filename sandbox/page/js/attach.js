/** Photos, files, voice, place and contact from a phone. */

import { base64 } from "./api.js";
import { crowdDialog } from "./crowd.js";
import { el, icon } from "./el.js";
import { sampleDialog } from "./samples.js";
import { murmur } from "./sound.js";
import { t } from "./words.js";

const ALBUM = 10; // as many as one album holds (Bot API, sendMediaGroup)
const LARGEST_SIDE = 1280; // px; a messenger's client makes photos smaller before it sends them
const QUALITY = 0.85;

export function attachMenu(chat) {
  const pick = (accept) => () => {
    const input = el("input", { type: "file", multiple: true, accept });
    input.addEventListener("change", () => sendFiles(chat, [...input.files], { asFiles: accept === "" }));
    input.click();
  };
  return [
    { label: t("attach.photo"), icon: "picture", run: pick("image/*") },
    { label: t("attach.sample"), icon: "smile", run: () => sampleDialog(chat) },
    { label: t("attach.voice"), icon: "mic", run: () => sendSampleVoice(chat) },
    { label: t("attach.file"), icon: "document", run: pick("") },
    { label: t("attach.place"), icon: "place", run: () => chat.send("location") },
    chat.group ? null : { label: t("attach.contact"), icon: "person", run: () => chat.send("contact") },
    chat.group ? null : { label: t("crowd.menu"), icon: "people", run: () => crowdDialog(chat.composer.input.value) },
  ];
}

/** One photo, an album of several, and everything else as files. What is written becomes the first one's caption. */
export async function sendFiles(chat, files, { asFiles = false } = {}) {
  const pictures = asFiles ? [] : await Promise.all(files.map(photo));
  await sendPhotos(chat, pictures.filter(Boolean));
  for (const [n, file] of files.entries()) {
    if (!pictures[n]) await sendFile(chat, file);
  }
}

export async function sendPhotos(chat, photos) {
  for (let at = 0; at < photos.length; at += ALBUM) {
    const part = photos.slice(at, at + ALBUM);
    const pieces = await Promise.all(part.map(async (blob) => ({ kind: "photo", data: await base64(blob), mime: blob.type })));
    if (pieces.length === 1) await sendWithWords(chat, "photo", pieces[0]);
    else await sendWithWords(chat, "album", { pieces });
  }
}

async function sendFile(chat, file) {
  const data = await base64(file);
  await sendWithWords(chat, "document", { data: data || undefined, name: file.name, mime: file.type || "application/octet-stream" });
}

/** With what stands in the composer, which stays there when it is refused. */
async function sendWithWords(chat, what, more) {
  const text = chat.composer.input.value;
  const sent = await chat.send(what, { ...more, ...(text ? { text } : {}), ...chat.composer.replied() });
  if (sent) chat.composer.taken(text);
}

async function photo(file) {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return null;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = el("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

export async function sendSampleVoice(chat) {
  await sendVoiceOf(chat, murmur(), "voice.wav");
}

/** What is half written stays; a reply is answered. */
async function sendVoiceOf(chat, blob, name) {
  const data = await base64(blob);
  const sent = await chat.send("voice", { data, mime: blob.type.split(";")[0], name, ...chat.composer.replied() });
  if (sent && chat.composer.replying) chat.composer.forget();
}

/** Records until the button is pressed again; without a microphone a sample goes out instead. */
export async function sendVoice(chat, composer) {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) {
    chat.toast(t("voice.no_microphone"));
    return sendSampleVoice(chat);
  }
  return record(chat, composer, stream);
}

function record(chat, composer, stream) {
  const recorder = new MediaRecorder(stream);
  const parts = [];
  let dropped = false;
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = async () => {
    stream.getTracks().forEach((track) => track.stop());
    bar.remove();
    composer.line.hidden = false;
    if (dropped) return;
    await sendVoiceOf(chat, new Blob(parts, { type: recorder.mimeType }), "voice");
  };
  const drop = () => {
    dropped = true;
    recorder.stop();
  };
  const bar = el("div.recording", {}, el("span.dot", { "aria-hidden": "true" }), el("span", { role: "status" }, t("voice.recording")),
    el("button.plain", { type: "button", "aria-label": t("cancel"), onclick: drop }, icon("close")),
    el("button.plain.send", { type: "button", "aria-label": t("composer.send"), onclick: () => recorder.stop() }, icon("send")));
  composer.line.hidden = true;
  composer.node.prepend(bar);
  recorder.start();
}
