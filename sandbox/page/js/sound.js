/** A murmured voice, made of nothing: for who has no microphone at hand. */

const RATE = 16_000; // samples a second
const SYLLABLES = 9;
const SYLLABLE = 0.24; // s

/** A WAV of syllables: a hummed pitch that wanders, shaped by two resonances. */
export function murmur() {
  const total = Math.round(RATE * SYLLABLE * SYLLABLES);
  const samples = new Float32Array(total);
  let phase = 0;
  for (let n = 0; n < total; n += 1) {
    const seconds = n / RATE;
    const within = (seconds % SYLLABLE) / SYLLABLE;
    const which = Math.floor(seconds / SYLLABLE);
    phase += (2 * Math.PI * (170 + 40 * Math.sin(which * 2.3) - 25 * within)) / RATE;
    const vowel = 500 + 300 * Math.sin(which * 1.7);
    const voice = Math.sin(phase) * 0.5 + Math.sin(phase * (vowel / 170)) * 0.25 + Math.sin(phase * 2) * 0.2;
    samples[n] = voice * Math.sin(Math.PI * within) ** 0.7 * (which % 4 === 3 ? 0.15 : 0.5);
  }
  return wav(samples);
}

function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const write = (at, text) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, n) => view.setInt16(44 + n * 2, Math.max(-1, Math.min(1, value)) * 32767, true));
  return new Blob([view], { type: "audio/wav" });
}
