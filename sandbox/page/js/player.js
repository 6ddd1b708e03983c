/** The chips of scenarios, and the strip that says what is going on while one plays. */

import { notice } from "./dialogs.js";
import { el, icon } from "./el.js";
import { remember, remembered, wished } from "./prefs.js";
import { loadScenarios, Refusal, Scenario, Stopped, told } from "./scenario.js";
import { local, t } from "./words.js";

const SPEED = Number(wished("speed") ?? 1); // ?speed=20 for who is in a hurry, or a test

export class Player {
  constructor(root, stage) {
    Object.assign(this, { root, stage });
    root.setAttribute("aria-label", t("scenario.all"));
  }

  async load() {
    this.groups = await loadScenarios();
    this.chips();
  }

  /** One group of chips at a time; more than a row of them is no choice on a phone. */
  chips() {
    this.root.classList.remove("playing");
    const chosen = Math.min(remembered("scenarios", 0), this.groups.length - 1);
    const groups = this.groups.map(({ title }, at) => el("button", { type: "button", "aria-pressed": String(at === chosen), data: { group: at }, onclick: () => this.choose(at) }, local(title)));
    const chips = this.groups[chosen].scripts.map((script) => el("button.chip", { type: "button", data: { scenario: script.id }, onclick: () => this.start(script) },
      el("span", { "aria-hidden": "true" }, script.emoji), el("span", {}, local(script.title))));
    this.root.replaceChildren(el("span.title", {}, t("scenario.all")), el("span.groups", { role: "group", "aria-label": t("scenario.groups") }, groups), el("span.chips", {}, chips));
  }

  choose(group) {
    remember("scenarios", group);
    this.chips();
    this.root.querySelector(`[data-group="${group}"]`).focus();
  }

  async start(script) {
    this.run = { paused: false, skip: null, stopped: false };
    const { run } = this;
    this.strip(script);
    try {
      await new Scenario(script, this.stage, this.hand(run)).play();
      if (!run.stopped) notice(t("scenario.done", { title: local(script.title) }));
    } catch (error) {
      if (error instanceof Stopped || error instanceof Refusal) {
        if (!run.stopped) notice(error.message || t("scenario.taken_over"), "error");
      } else throw error;
    } finally {
      if (this.run === run) this.over();
    }
  }

  over() {
    this.run = null;
    delete document.body.dataset.scenario;
    this.chips();
  }

  strip(script) {
    document.body.dataset.scenario = script.id;
    this.line = el("p", { role: "status" });
    this.steps = el("span.steps", { "aria-hidden": "true" }, script.steps.map(() => el("i")));
    this.pauseButton = el("button", { type: "button", onclick: () => this.pause(!this.run.paused) });
    const stop = el("button", { type: "button", onclick: () => this.stop() }, icon("hand"), el("span", {}, t("scenario.take_over")));
    const skip = el("button", { type: "button", "aria-label": t("scenario.next"), onclick: () => this.next() }, icon("next"));
    this.root.classList.add("playing");
    this.root.replaceChildren(el("strong", {}, `${script.emoji} ${local(script.title)}`), el("span.lines", {}, this.line, this.steps), this.pauseButton, skip, stop);
    this.drawPause();
  }

  drawPause() {
    const { paused } = this.run;
    this.pauseButton.replaceChildren(icon(paused ? "play" : "pause"), el("span", {}, t(paused ? "scenario.go_on" : "scenario.pause")));
  }

  pause(paused) {
    if (!this.run) return;
    this.run.paused = paused;
    if (!paused) this.run.skip?.();
    this.drawPause();
  }

  next() {
    this.pause(false);
    this.run?.skip?.();
  }

  stop() {
    if (!this.run) return;
    this.run.stopped = true;
    this.run.skip?.();
    this.over();
  }

  /** Somebody touched a phone: the script waits, and the phones are theirs. */
  touched() {
    if (this.run && !this.run.paused) {
      this.pause(true);
      this.line.textContent = t("scenario.taken_over");
    }
  }

  /** What a scenario asks for, of its own run only: one that was stopped never goes on in the next one's. */
  hand(run) {
    return { tell: (step, n) => this.tell(run, step, n), wait: (ms, how) => this.wait(run, ms, how) };
  }

  async tell(run, step, n) {
    if (run.stopped) throw new Stopped("");
    [...this.steps.children].forEach((mark, at) => { mark.className = at < n ? "done" : at === n ? "now" : ""; });
    const words = told(step);
    if (words) this.line.textContent = words;
    await this.wait(run, words ? 900 + words.length * 28 : 200);
  }

  async wait(run, ms, { fixed = false } = {}) {
    if (!run.stopped) await pause(fixed ? ms : ms / SPEED, run);
    while (run.paused && !run.stopped) await pause(200, run);
    if (run.stopped) throw new Stopped("");
  }
}

function pause(ms, run) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    run.skip = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
