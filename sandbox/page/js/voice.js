/** A voice message: bars that fill while it plays. A sample without sound still moves, silently. */

import { el, icon } from "./el.js";
import { t } from "./words.js";

const BARS = 28;
let playing = null; // one at a time, as in any messenger

export function voice({ url, duration = 1, size = 1 }) {
  const bars = Array.from({ length: BARS }, (_, n) => el("i", { data: { h: height(n, url, size) } }));
  const clock = el("small", {}, spoken(duration));
  const button = el("button.play", { type: "button", "aria-label": t("voice.play", { time: spoken(duration) }), tabindex: "-1" }, icon("play"));
  const player = new Player(url, duration, (share) => {
    bars.forEach((bar, n) => bar.classList.toggle("heard", n / BARS < share));
    clock.textContent = spoken(share > 0 ? duration * share : duration);
    button.replaceChildren(icon(player.on ? "pause" : "play"));
    button.dataset.on = String(player.on);
  });
  button.addEventListener("click", () => player.toggle());
  return el("div.voice", {}, button, el("span.wave", { "aria-hidden": "true" }, bars), clock);
}

class Player {
  constructor(url, seconds, show) {
    Object.assign(this, { url, seconds, show, on: false });
  }

  toggle() {
    if (this.on) this.stop();
    else this.start();
  }

  start() {
    playing?.stop();
    playing = this;
    this.on = true;
    this.began = performance.now();
    this.audio = new Audio(this.url);
    this.audio.play().then(() => { this.heard = true; }, () => { this.heard = false; });
    this.tick();
  }

  tick() {
    if (!this.on) return;
    const silent = (performance.now() - this.began) / 1000 / this.seconds;
    const length = Number.isFinite(this.audio.duration) ? this.audio.duration : this.seconds;
    const share = this.heard ? this.audio.currentTime / length : silent;
    if (share >= 1 || this.audio.ended) return this.stop();
    this.show(share);
    requestAnimationFrame(() => this.tick());
  }

  stop() {
    this.on = false;
    this.audio?.pause();
    this.show(0);
    if (playing === this) playing = null;
  }
}

function height(n, url, size) {
  let mixed = (n + 1) * 2654435761 + size * 97;
  for (const letter of url) mixed = Math.imul(mixed ^ letter.codePointAt(0), 16777619);
  return 1 + (Math.abs(mixed >> 8) % 5);
}

const spoken = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
