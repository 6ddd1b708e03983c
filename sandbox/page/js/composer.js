/** Where a person writes: words, files, voice; and the keyboards a bot puts there. */

import { attachMenu, sendFiles, sendVoice } from "./attach.js";
import { snippet } from "./bubble.js";
import { el, icon } from "./el.js";
import { replyKeyboard } from "./keyboards.js";
import { openMenu } from "./menu.js";
import { t } from "./words.js";
import { world } from "./world.js";

const TALLEST = 120; // px
const BORDERS = 2; // px, above and below together

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.open = true; // the reply keyboard, when there is one
    this.input = el("textarea", { rows: "1", "aria-label": t("composer.say"), enterkeyhint: "send", dir: "auto" });
    this.context = el("div.context");
    this.keys = el("div.keyboard");
    this.sendButton = el("button.plain.send", { type: "button", onclick: () => this.submitOrRecord() });
    this.keysButton = el("button.plain", { type: "button", hidden: true, "aria-label": t("composer.keyboard"), onclick: () => this.toggleKeys() }, icon("keyboard"));
    this.commands = el("button.plain.slash", { type: "button", hidden: true, "aria-label": t("composer.commands"), onclick: () => this.commandMenu() }, "/");
    this.clip = el("button.plain", { type: "button", "aria-label": t("composer.attach"), onclick: () => openMenu(this.clip, chat.phone.screen, attachMenu(chat)) }, icon("clip"));
    this.line = el("div.line", {}, this.clip, this.commands, this.input, this.keysButton, this.sendButton);
    this.gate = el("button.gate", { type: "button", hidden: true });
    this.node = el("footer.composer", {}, this.context, this.line, this.gate, this.keys);
    this.listen();
    this.typed();
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
      if (event.key === "Escape") this.forget();
    });
    this.input.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      sendFiles(this.chat, files);
    });
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      sendFiles(this.chat, [...event.dataTransfer.files]);
    });
  }

  get keyboard() {
    return this.chat.about.keyboards?.[this.chat.person] ?? null;
  }

  refresh() {
    const { about } = this.chat;
    this.showGate(about);
    const keyboard = this.keyboard;
    this.input.placeholder = keyboard?.input_field_placeholder || t("composer.say");
    const key = JSON.stringify([keyboard, this.open]);
    if (this.keys.dataset.key !== key) {
      this.keys.dataset.key = key;
      const drawn = this.open ? replyKeyboard(keyboard, this.chat) : null;
      this.keys.replaceChildren(...(drawn ? [drawn] : []));
    }
    this.keysButton.hidden = !keyboard?.keyboard;
    this.commands.hidden = this.chat.group || !world.bot?.commands?.length;
  }

  /** Before the first word a private chat has a start button only; a blocked one, an unblock button. */
  showGate({ type, started, blocked }) {
    const shut = type === "private" && (blocked || !started);
    this.line.hidden = shut;
    this.gate.hidden = !shut;
    if (!shut) return;
    this.gate.textContent = t(blocked ? "chat.unblock" : "chat.start");
    this.gate.onclick = () => (blocked ? this.chat.send("unblock") : this.chat.send("text", { text: "/start" }));
  }

  typed() {
    const empty = !this.input.value;
    if (this.sendButton.dataset.empty !== String(empty)) {
      this.sendButton.dataset.empty = String(empty);
      this.sendButton.replaceChildren(icon(empty ? "mic" : "send"));
      this.sendButton.setAttribute("aria-label", t(empty ? "composer.voice" : "composer.send"));
    }
    this.input.style.height = "auto";
    const wanted = Math.min(this.input.scrollHeight + BORDERS, TALLEST);
    if (this.input.scrollHeight) this.input.style.height = `${wanted}px`;
  }

  submitOrRecord() {
    if (this.input.value) this.submit();
    else sendVoice(this.chat, this);
  }

  /** What was written stays until it was taken: a refused text is not lost. */
  async submit() {
    const text = this.input.value;
    const sent = this.editing
      ? await this.chat.send("edit", { message_id: this.editing.message_id, text })
      : await this.chat.send("text", { text, ...this.replied() });
    if (sent) this.taken(text);
  }

  /** These words went out; what was written since stays. */
  taken(text) {
    if (this.input.value === text) this.input.value = "";
    this.forget();
    this.chat.list.toEnd();
  }

  replied() {
    return this.replying ? { reply_to: this.replying.message_id } : {};
  }

  replyTo(message) {
    this.replying = message;
    this.editing = null;
    this.showContext(t("composer.replying", { name: message.from.name }), message);
  }

  edit(message) {
    this.editing = message;
    this.replying = null;
    this.input.value = message.text;
    this.showContext(t("composer.editing"), message);
  }

  showContext(title, message) {
    const drop = el("button.plain", { type: "button", "aria-label": t("cancel"), onclick: () => this.forget() }, icon("close"));
    this.context.replaceChildren(el("span.lines", {}, el("strong", {}, title), el("bdi.words", {}, snippet(message))), drop);
    this.typed();
    this.input.focus();
  }

  forget() {
    if (this.editing) this.input.value = "";
    this.replying = null;
    this.editing = null;
    this.context.replaceChildren();
    this.typed();
  }

  toggleKeys() {
    this.open = !this.open;
    this.refresh();
  }

  commandMenu() {
    const items = world.bot.commands.map(({ command, description }) => ({
      label: `/${command}  ${description}`,
      run: () => this.chat.send("text", { text: `/${command}` }),
    }));
    openMenu(this.commands, this.chat.phone.screen, items);
  }
}
