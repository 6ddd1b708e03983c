/** Messages -> rows of the list: days, service lines, bubbles that belong together, albums as one. */

import { dayKey } from "./time.js";

const TOGETHER = 300; // s: what the same person says within this time stands as one group

export function rowsOf(messages, person) {
  const rows = [];
  let day = "";
  for (const message of messages) {
    const today = dayKey(new Date(message.at * 1000));
    if (today !== day) rows.push({ key: `day ${today}`, type: "day", at: message.at, signature: today });
    day = today;
    add(rows, message, person);
  }
  markGroups(rows);
  return rows;
}

function add(rows, message, person) {
  const before = rows.at(-1);
  if (message.service) {
    rows.push({ key: `m${message.message_id}`, type: "service", message, signature: JSON.stringify(message) });
  } else if (message.album && before?.album === message.album) {
    before.parts.push(message);
  } else {
    const mine = message.from.id === person;
    rows.push({ key: `m${message.message_id}`, type: "bubble", parts: [message], mine, album: message.album });
  }
}

function markGroups(rows) {
  rows.forEach((row, index) => {
    if (row.type !== "bubble") return;
    row.first = !belongs(rows[index - 1], row);
    row.last = !belongs(row, rows[index + 1]);
    row.signature = `${row.first}${row.last}${JSON.stringify(row.parts)}`;
  });
}

function belongs(one, other) {
  if (one?.type !== "bubble" || other?.type !== "bubble") return false;
  const [a, b] = [one.parts.at(-1), other.parts[0]];
  return a.from.id === b.from.id && b.at - a.at < TOGETHER;
}
