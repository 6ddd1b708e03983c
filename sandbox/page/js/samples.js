/** Sample photos for who has none at hand: small drawings, sent as real pictures. */

import { sendPhotos } from "./attach.js";
import { dialog } from "./dialogs.js";
import { el } from "./el.js";
import { t } from "./words.js";

export const SAMPLES = ["leak", "garbage", "lift", "lamp", "fixed", "bill"];
const WIDTH = 960;
const HEIGHT = 720;

export function sampleDialog(chat) {
  const chosen = new Set();
  const go = el("button.primary", { type: "button", disabled: true }, t("composer.send"));
  const tiles = SAMPLES.map((name) => {
    const tile = el("button.sample", { type: "button", "aria-pressed": "false" }, el("img", { src: `/page/samples/${name}.svg`, alt: "" }), el("span", {}, t(`sample.${name}`)));
    tile.addEventListener("click", () => {
      if (!chosen.delete(name)) chosen.add(name);
      tile.setAttribute("aria-pressed", String(chosen.has(name)));
      go.disabled = chosen.size === 0;
    });
    return tile;
  });
  const made = dialog(t("attach.sample"), el("p", {}, t("sample.explained")), el("div.samples", {}, tiles), el("div.choices", {}, go));
  go.addEventListener("click", async () => {
    made.close();
    await sendPhotos(chat, await Promise.all([...chosen].map(samplePhoto)));
  });
}

export async function samplePhoto(name) {
  const picture = new Image();
  picture.src = `/page/samples/${name}.svg`;
  await picture.decode();
  const canvas = el("canvas", { width: WIDTH, height: HEIGHT });
  canvas.getContext("2d").drawImage(picture, 0, 0, WIDTH, HEIGHT);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
}
