/** The live stream: events as they happen; when the line is cut, it comes back by itself. */

const SILENCE = 25_000; // ms without even a beat: the line is dead, whatever the browser believes
const AGAIN = 1_000; // ms until the next attempt

export class Live {
  /** `told(event)` hears events; `connected(again)` and `lost()` hear how the line is. */
  constructor({ told, connected, lost }) {
    this.told = told;
    this.connected = connected;
    this.lost = lost;
    this.before = false;
  }

  open() {
    this.source = new EventSource("/sim/events");
    this.source.onmessage = ({ data }) => this.hear(JSON.parse(data));
    this.source.onerror = () => this.retry();
    this.watch();
  }

  hear(event) {
    this.watch();
    if (event.kind === "hello") {
      this.connected(this.before);
      this.before = true;
    } else {
      this.told(event);
    }
  }

  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), SILENCE);
  }

  retry() {
    clearTimeout(this.timer);
    this.source.close();
    this.lost();
    this.timer = setTimeout(() => this.open(), AGAIN);
  }
}
