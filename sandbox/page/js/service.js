/** Service lines: who joined, what was pinned, which topic was opened. */

import { nameOf } from "./faces.js";
import { t } from "./words.js";

const PINNED = 24; // characters of a pinned message that its line repeats

const LINES = {
  new_chat_members: (content, who) => {
    const names = content.map((user) => nameOf(user.id)).join(", ");
    return names === who ? t("service.joined", { who }) : t("service.added", { who, names });
  },
  left_chat_member: (content, who) => {
    const name = nameOf(content.id);
    return name === who ? t("service.left", { who }) : t("service.removed", { who, name });
  },
  users_shared: (content, who) => t("service.chose", { who, names: content.users.map(({ user_id }) => nameOf(user_id)).join(", ") }),
  pinned_message: (content, who) => t("service.pinned", { who, text: begun(content.text ?? content.caption ?? "") }),
  forum_topic_created: (content) => t("service.topic", { name: content.name }),
  forum_topic_closed: () => t("service.topic_closed"),
  forum_topic_reopened: () => t("service.topic_reopened"),
  forum_topic_edited: (content) => t("service.topic", { name: content.name ?? "" }),
  migrate_to_chat_id: () => t("service.migrated"),
  migrate_from_chat_id: () => t("service.migrated"),
  new_chat_title: (content, who) => t("service.title", { who, title: content }),
};

function begun(text) {
  const line = text.split("\n", 1)[0];
  return line.length > PINNED ? `${line.slice(0, PINNED).trimEnd()}…` : line;
}

export function service(message) {
  for (const [kind, line] of Object.entries(LINES)) {
    if (kind in message.service) return line(message.service[kind], message.from.name);
  }
  return t("service.other", { who: message.from.name });
}
