/** The inspector: closed by default, four views of what goes on behind the phones. */

import { Refusal } from "./api.js";
import { el, icon } from "./el.js";
import { faultsPanel } from "./panel_faults.js";
import { mattersPanel } from "./panel_matters.js";
import { queuesPanel } from "./panel_queues.js";
import { requestsPanel } from "./panel_requests.js";
import { remember, remembered } from "./prefs.js";
import { chosenOf, redrawn, walkable } from "./tabs.js";
import { t } from "./words.js";

const PANELS = { matters: mattersPanel, requests: requestsPanel, queues: queuesPanel, faults: faultsPanel };
const REST = 700; // ms between two refreshes while much happens

export class Drawer {
  constructor(root, stage) {
    Object.assign(this, { root, stage, open: false, chosen: remembered("panel", "matters") });
  }

  build() {
    this.tabs = walkable(el("div", { role: "tablist", "aria-label": t("inspector") }));
    this.panel = el("div", { role: "tabpanel", tabindex: "0" });
    const close = el("button.plain", { type: "button", "aria-label": t("close"), onclick: () => this.toggle(false) }, icon("close"));
    this.root.setAttribute("aria-label", t("inspector"));
    this.root.replaceChildren(el("header", {}, el("h2", {}, t("inspector")), close), this.tabs, this.panel);
    this.root.addEventListener("keydown", ({ key }) => key === "Escape" && this.toggle(false));
  }

  toggle(open = !this.open) {
    this.open = open;
    this.root.hidden = !open;
    document.body.classList.toggle("inspecting", open);
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return this.button.focus();
    this.choose(this.chosen);
    return chosenOf(this.tabs).focus({ focusVisible: false });
  }

  choose(name) {
    this.chosen = name in PANELS ? name : "matters";
    remember("panel", this.chosen);
    redrawn(this.tabs, Object.keys(PANELS).map((each) =>
      el("button", { type: "button", role: "tab", "aria-selected": String(each === this.chosen), onclick: () => this.choose(each) }, t(`panel.${each}`))));
    this.view = PANELS[this.chosen]({ stage: this.stage });
    this.show(this.view.node);
    this.refresh();
  }

  /** Something happened: look again soon, but not more often than the eye can follow. */
  changed() {
    if (!this.open || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.refresh();
    }, REST);
  }

  /** One after the other. While the bot is off there is nothing to see; what was shown comes back with it. */
  refresh() {
    this.looking = (this.looking ?? Promise.resolve()).catch(() => {}).then(() => this.look(this.view));
  }

  async look(view) {
    if (!this.open || view !== this.view) return;
    try {
      await view.refresh();
      this.show(view.node);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.show(el("p.quiet", {}, error.message === "offline" ? t("offline") : t("inspector.off")));
    }
  }

  show(node) {
    if (this.panel.firstChild !== node) this.panel.replaceChildren(node);
  }
}
