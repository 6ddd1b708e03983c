/** What can be done with a message, and with a chat. */

import { startDialog } from "./deep_links.js";
import { crowdDialog } from "./crowd.js";
import { confirmed } from "./dialogs.js";
import { t } from "./words.js";
import { world } from "./world.js";

const REACTIONS = ["👍", "❤️", "🙏", "🎉", "😁", "😢"];

export function messageMenu(chat, message) {
  const mine = message.from.id === chat.person;
  const id = message.message_id;
  return [
    { emojis: REACTIONS, run: (emoji) => chat.react(message, emoji) },
    { label: t("message.reply"), icon: "back", run: () => chat.composer.replyTo(message) },
    message.text && { label: t("message.copy"), icon: "document", run: () => chat.copy(message.text) },
    mine && message.text && { label: t("message.edit"), icon: "keyboard", run: () => chat.composer.edit(message) },
    mine && message.text && !chat.group && { label: t("crowd.menu"), icon: "people", run: () => crowdDialog(message.text) },
    { label: t("message.pin"), icon: "pin", run: () => chat.send("pin", { message_id: id }) },
    mine && { label: t("message.delete"), icon: "close", danger: true, run: () => chat.send("delete", { message_id: id }) },
  ];
}

export function chatMenu(chat) {
  return chat.group ? groupMenu(chat) : privateMenu(chat);
}

function privateMenu(chat) {
  const { blocked } = chat.about;
  return [
    { label: t("chat.links"), icon: "qr", run: () => startDialog(chat.phone) },
    { label: t("crowd.menu"), icon: "people", run: () => crowdDialog(lastWords(chat)) },
    blocked
      ? { label: t("chat.unblock"), icon: "check", run: () => chat.send("unblock") }
      : { label: t("chat.block"), icon: "block", danger: true, run: () => chat.send("block") },
  ];
}

function groupMenu(chat) {
  return [{ label: t("chat.leave"), icon: "leave", danger: true, run: () => leave(chat) }];
}

async function leave(chat) {
  if (!(await confirmed(t("chat.leave_sure", { group: chat.about.title }), t("chat.leave")))) return;
  await chat.send("leave");
  chat.phone.showList();
}

function lastWords(chat) {
  const own = world.messages(chat.id).filter((message) => message.from.id === chat.person && message.text && !message.text.startsWith("/"));
  return own.at(-1)?.text ?? "";
}
