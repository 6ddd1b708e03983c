/** The page's beginning: loads words and world, builds the parts, listens to what happens. */

import { Refusal, sim } from "./api.js";
import { confirmed, notice } from "./dialogs.js";
import { Drawer } from "./drawer.js";
import { el } from "./el.js";
import { Live } from "./live.js";
import { Player } from "./player.js";
import { remember, setTheme, theme } from "./prefs.js";
import { share } from "./share.js";
import { Stage } from "./stage.js";
import { setZone } from "./time.js";
import { TimeBar } from "./timebar.js";
import { topBar } from "./topbar.js";
import { t, loadWords } from "./words.js";
import { world } from "./world.js";

setTheme(theme());
await loadWords();
document.title = t("title");

const part = (id) => document.getElementById(id);
const stage = new Stage(part("stage"));
const player = new Player(part("scenarios"), stage);
const drawer = new Drawer(part("drawer"), stage);
const live = new Live({ told: (event) => world.tell(event), connected, lost });
const line = el("p.lost", { role: "alert", hidden: true }, t("line_lost"));
part("notices").before(line);

topBar(part("top"), { reset, share: shareAll, drawer, help });

live.open();
await world.load().catch((error) => notice(error.message, "error"));
const estate = await sim.inspect("estate").catch(() => null);
if (estate) setZone(estate.timezone);
new TimeBar(part("time"));
stage.build();
drawer.build();
player.load();
part("stage").dataset.ready = "true";
performance.mark("ready");

// what happens in the world

let due = null;
function redraw() {
  due ??= requestAnimationFrame(() => {
    due = null;
    stage.refresh();
  });
}
["chat", "unread", "typing"].forEach((kind) => world.on(kind, redraw));
world.on("people", () => stage.phones.forEach((phone) => phone.drawHolder()));
world.on("pressed", redraw);
world.on("answered", (event) => {
  redraw();
  stage.phones.filter(({ place }) => place.person === event.user && place.chat === event.chat).forEach(({ chat }) => chat.answered(event));
});
world.on("reset", () => {
  told();
  begunAnew();
});
world.on("request", () => drawer.changed());

async function connected(again) {
  line.hidden = true;
  if (again) await world.catchUp().then(redraw);
}

function lost() {
  line.hidden = false;
}

const REST = 250; // ms for what the server tells at once
const PATIENCE = 5_000; // ms for its word that all begins anew; a line may be cut
let told = () => {};
let anew = null;

/** Once, however often it is asked for meanwhile; done when the phones stand there anew. */
function begunAnew() {
  anew ??= pause(REST).then(async () => {
    anew = null;
    world.unread.clear();
    await world.load();
    stage.build();
  });
  return anew;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// what the top bar asks for

async function reset() {
  if (!(await confirmed(t("reset.sure"), t("reset")))) return;
  player.stop();
  document.body.classList.add("busy");
  try {
    remember("phones", []);
    const said = new Promise((resolve) => (told = resolve));
    await sim.reset();
    await Promise.race([said, pause(PATIENCE)]);
    await begunAnew();
    notice(t("reset.done"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message, "error");
  } finally {
    document.body.classList.remove("busy");
  }
}

async function shareAll() {
  await share();
  notice(t("share.done"));
}

function help() {
  import("./help.js").then(({ showHelp }) => showHelp());
}

// A hand on a phone while a scenario plays: it waits, and the phone is that hand's.
["pointerdown", "keydown"].forEach((kind) => part("stage").addEventListener(kind, (event) => {
  if (event.isTrusted && event.target.closest("button, textarea, select")) player.touched();
}));

// Alt with 1, 2 or 3 goes to that phone; Alt with I opens the inspector.
document.addEventListener("keydown", (event) => {
  if (!event.altKey) return;
  const phone = stage.phones[Number(event.code.replace("Digit", "")) - 1];
  if (phone) {
    stage.choose(phone.index);
    (phone.chat?.composer.input ?? phone.screen.querySelector("button"))?.focus();
    event.preventDefault();
  } else if (event.code === "KeyI") {
    drawer.toggle();
    event.preventDefault();
  }
});
