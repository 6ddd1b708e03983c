/** The estate's clock, and the buttons that move it. */

import { Refusal, sim } from "./api.js";
import { notice } from "./dialogs.js";
import { el, icon } from "./el.js";
import { dayAndTime, fullTime, nextAt, now, onTime, setNow } from "./time.js";
import { t } from "./words.js";
import { world } from "./world.js";

const EACH = 1_000; // ms between two leaps while playing
const LEAP = "PT59S"; // with the second that passes by itself: sixty times as fast

const JUMPS = [
  { key: "half_hour", wish: () => ({ advance: "PT30M" }) },
  { key: "morning", wish: () => ({ to: nextAt(9, 0).toISOString() }) },
  { key: "day", wish: () => ({ advance: "P1D" }) },
  { key: "mid_month", wish: () => ({ to: nextAt(8, 30, 16).toISOString() }) },
];

export async function moveClock(wish) {
  setNow((await sim.clock(wish)).now);
}

export class TimeBar {
  constructor(root) {
    this.clock = el("strong");
    this.buttons = JUMPS.map(({ key, wish }) => el("button", { type: "button", onclick: () => this.jump(wish()), data: { jump: key } }, t(`time.${key}`)));
    this.playButton = el("button.play", { type: "button", "aria-pressed": "false", data: { jump: "play" }, onclick: () => this.play(!this.playing) });
    root.setAttribute("aria-label", t("time.bar"));
    root.append(el("span.now", { role: "timer", "aria-label": t("time.now") }, icon("clock"), this.clock), ...this.buttons, this.playButton);
    onTime(() => this.show());
    this.show();
    this.drawPlay();
  }

  show() {
    this.clock.textContent = this.playing ? fullTime(now()) : dayAndTime(now());
  }

  async jump(wish) {
    if (this.busy) return;
    this.busy = true;
    this.buttons.forEach((button) => { button.disabled = true; });
    try {
      await moveClock(wish);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      notice(error.message, "error");
    }
    this.busy = false;
    this.buttons.forEach((button) => { button.disabled = false; });
  }

  play(on) {
    this.playing = on;
    this.drawPlay();
    clearTimeout(this.timer);
    if (on) this.tick();
  }

  /** A press is answered before time leaps on: what waits too long counts as too old. */
  async tick() {
    const began = performance.now();
    if (world.pressed.size === 0 || this.held > 3) {
      this.held = 0;
      await moveClock({ advance: LEAP }).catch(() => {});
    } else {
      this.held = (this.held ?? 0) + 1;
    }
    if (this.playing) this.timer = setTimeout(() => this.tick(), Math.max(50, EACH - (performance.now() - began)));
  }

  drawPlay() {
    this.playButton.setAttribute("aria-pressed", String(Boolean(this.playing)));
    this.playButton.replaceChildren(icon(this.playing ? "pause" : "play"), el("span", {}, t(this.playing ? "time.stop" : "time.play")));
  }
}
