/** Estate time: what the demo's clock says, in the estate's own zone. */

import { language } from "./words.js";

let ahead = 0; // ms that the demo's clock is ahead of this machine's
let zone = "Asia/Shanghai";
const watchers = new Set();

export function setZone(name) {
  zone = name;
}

export function setNow(iso) {
  ahead = Date.parse(iso) - Date.now();
  watchers.forEach((watch) => watch());
}

export function now() {
  return new Date(Date.now() + ahead);
}

/** Answers what makes it stop. */
export function onTime(watch) {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

setInterval(() => watchers.forEach((watch) => watch()), 1000);

function shown(date, options) {
  return new Intl.DateTimeFormat(language(), { timeZone: zone, hourCycle: "h23", ...options }).format(date);
}

export const clockTime = (date) => shown(date, { hour: "2-digit", minute: "2-digit" });
export const dayAndTime = (date) =>
  shown(date, { month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" });
export const fullTime = (date) =>
  shown(date, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const shortDay = (date) => shown(date, { month: "numeric", day: "numeric" });
export const dayName = (date) => shown(date, { month: "long", day: "numeric", weekday: "short" });
export const dayKey = (date) => shown(date, { year: "numeric", month: "2-digit", day: "2-digit" });

function parts(date) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
}

/** The zone's distance from UTC at that moment, in ms. */
function offset(date) {
  const { year, month, day, hour, minute, second } = parts(date);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(date.getTime() / 1000) * 1000;
}

/** The next moment at which the estate's clocks show hh:mm, on that day of the month if one is given. */
export function nextAt(hour, minute, dayOfMonth = null) {
  const start = now();
  const here = parts(start);
  for (let days = 0; days < 62; days += 1) {
    const local = Date.UTC(here.year, here.month - 1, here.day + days, hour, minute);
    const moment = new Date(local - offset(new Date(local - offset(start))));
    const fits = dayOfMonth === null || new Date(local).getUTCDate() === dayOfMonth;
    if (fits && moment > start) return moment;
  }
  return start;
}
