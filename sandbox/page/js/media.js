/** Photos, albums, documents, videos, places, contacts: what a message carries besides words. */

import { el, icon } from "./el.js";
import { lightbox } from "./dialogs.js";
import { voice } from "./voice.js";
import { t } from "./words.js";

const WIDEST = 260; // px; narrower photos keep their size

export function photos(pieces) {
  const tiles = pieces.map(({ url, width, height }, index) => {
    const label = pieces.length > 1 ? t("media.photo_of", { n: index + 1, all: pieces.length }) : t("media.photo");
    const picture = el("img", { src: url, alt: label, width: width ?? WIDEST, height: height ?? WIDEST, decoding: "async" });
    const open = () => lightbox(pieces.map((piece) => piece.url), index);
    return el("button.photo", { type: "button", onclick: open, "aria-label": label, tabindex: "-1" }, picture);
  });
  return el("div.photos", { data: { count: Math.min(pieces.length, 10) } }, tiles);
}

const DRAW = {
  voice: (piece) => voice(piece),
  audio: (piece) => el("audio", { src: piece.url, controls: true, preload: "none", "aria-label": t("media.audio") }),
  video: (piece) => el("video", { src: piece.url, controls: true, preload: "metadata", "aria-label": t("media.video") }),
  animation: (piece) => el("video", { src: piece.url, loop: true, autoplay: true, muted: true }),
  video_note: (piece) => el("video.round", { src: piece.url, controls: true, preload: "metadata", "aria-label": t("media.video") }),
  sticker: (piece) => el("img.sticker", { src: piece.url, alt: t("media.sticker"), width: 128, height: 128 }),
  document: paper,
  location: place,
  contact: card,
};

export function attachment(piece) {
  return DRAW[piece.kind]?.(piece) ?? el("span", {}, t("media.unknown", { kind: piece.kind }));
}

function paper({ url, file_name: name, size }) {
  const label = t("media.download", { name: name ?? "", size: sized(size) });
  return el(
    "a.paper",
    { href: url, download: name ?? "file", "aria-label": label, tabindex: "-1" },
    el("span.disc", {}, icon("document")),
    el("span.lines", {}, el("bdi.name", {}, name ?? ""), el("small", {}, sized(size))),
    icon("download"),
  );
}

function place({ latitude, longitude }) {
  return el(
    "div.map",
    { role: "img", "aria-label": t("media.place", { latitude, longitude }) },
    icon("place"),
    el("small", {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
  );
}

function card({ first_name: first, last_name: last, phone_number: phone }) {
  return el(
    "div.card",
    {},
    el("span.disc", {}, icon("person")),
    el("span.lines", {}, el("bdi.name", {}, `${first} ${last ?? ""}`.trim()), el("small", {}, phone)),
  );
}

export function sized(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
