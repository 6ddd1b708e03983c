/** Entry by link or QR code: what is printed in the lift, and what happens when it is scanned. */

import { sim } from "./api.js";
import { dialog } from "./dialogs.js";
import { el, svg } from "./el.js";
import { qrPath } from "./qr.js";
import { t } from "./words.js";
import { world } from "./world.js";

const ALLOWED = /^[\w-]{0,64}$/; // what Telegram lets a start parameter be

export async function startDialog(phone) {
  const payload = el("input", { type: "text", maxlength: "64", "aria-label": t("links.payload"), spellcheck: "false", autocomplete: "off" });
  const address = el("code.address");
  const code = el("div.qr", { role: "img", "aria-label": t("links.qr") });
  const go = el("button.primary", { type: "button" }, t("links.open"));
  const show = () => {
    const fits = ALLOWED.test(payload.value);
    const url = `https://t.me/${world.bot?.username ?? ""}${payload.value ? `?start=${payload.value}` : ""}`;
    payload.setAttribute("aria-invalid", String(!fits));
    go.disabled = !fits;
    address.textContent = url;
    const { path, size } = qrPath(url);
    code.replaceChildren(svg(`-2 -2 ${size + 4} ${size + 4}`, path, "code"));
  };
  const choices = el("div.choices.links");
  const made = dialog(t("chat.links"), el("p", {}, t("links.explained")), choices, el("label", {}, t("links.payload"), payload), code, address, el("div.choices", {}, go));
  payload.addEventListener("input", show);
  go.addEventListener("click", () => {
    made.close();
    phone.start(payload.value);
  });
  const found = await sim.inspect("estate").catch(() => ({ links: [] }));
  choices.replaceChildren(...found.links.map(({ label, payload: value }) => el("button", { type: "button", onclick: () => { payload.value = value; show(); } }, label)));
  payload.value ||= found.links[0]?.payload ?? ""; // who was faster keeps what they wrote
  show();
}
