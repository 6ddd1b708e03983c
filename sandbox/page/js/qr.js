/** QR codes (ISO/IEC 18004): bytes, error correction M, versions 1 to 6, which hold up to 106 bytes. */

// Per version: data codewords, error correction codewords per block, blocks, centre of the alignment pattern.
const VERSIONS = [[16, 10, 1, 0], [28, 16, 1, 18], [44, 26, 1, 22], [64, 18, 2, 26], [86, 24, 2, 30], [108, 16, 4, 34]];
const HEADER_BITS = 12; // mode and length
const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = EXP[power + 255] = value;
  LOG[value] = power;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The dark squares as one SVG path. */
export function qrPath(text) {
  const modules = qr(text);
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { path, size: modules.length };
}

/** Rows of booleans. A mask may be forced, to compare with another maker's code. */
export function qr(text, forced = null) {
  const bytes = new TextEncoder().encode(text);
  const version = VERSIONS.findIndex(([data]) => data * 8 >= HEADER_BITS + bytes.length * 8) + 1;
  if (!version) throw new RangeError("too long for these codes");
  const bits = codewords(bytes, version).flatMap((byte) => Array.from({ length: 8 }, (_, n) => (byte >> (7 - n)) & 1));
  const candidates = (forced === null ? MASKS.map((_, n) => n) : [forced]).map((mask) => finished(version, bits, mask));
  return candidates.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

function codewords(bytes, version) {
  const [data, , blocks] = VERSIONS[version - 1];
  const bits = [0, 1, 0, 0, ...binary(bytes.length, 8), ...[...bytes].flatMap((byte) => binary(byte, 8))];
  bits.push(...Array(Math.min(4, data * 8 - bits.length)).fill(0));
  while (bits.length % 8) bits.push(0);
  const words = [];
  for (let at = 0; at < bits.length; at += 8) words.push(Number.parseInt(bits.slice(at, at + 8).join(""), 2));
  for (let pad = 0xec; words.length < data; pad ^= 0xec ^ 0x11) words.push(pad);
  return interleaved(words, version, data / blocks);
}

function interleaved(words, version, each) {
  const [, correction, blocks] = VERSIONS[version - 1];
  const parts = Array.from({ length: blocks }, (_, n) => words.slice(n * each, (n + 1) * each));
  const checks = parts.map((part) => remainder(part, correction));
  const woven = (lists, length) => Array.from({ length }, (_, n) => lists.map((list) => list[n])).flat();
  return [...woven(parts, each), ...woven(checks, correction)];
}

function remainder(words, degree) {
  let divisor = [1];
  for (let n = 0; n < degree; n += 1) {
    const next = [...divisor, 0];
    divisor.forEach((value, at) => { next[at + 1] ^= times(value, EXP[n]); });
    divisor = next;
  }
  const rest = [...words, ...Array(degree).fill(0)];
  words.forEach((_, at) => {
    const factor = rest[at];
    divisor.forEach((value, n) => { rest[at + n] ^= times(value, factor); });
  });
  return rest.slice(words.length);
}

function finished(version, bits, mask) {
  const { grid, fixed } = skeleton(version);
  const size = grid.length;
  let next = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x]) continue;
        grid[y][x] = Boolean((bits[next] ?? 0) ^ (MASKS[mask](x, y) ? 1 : 0));
        next += 1;
      }
    }
  }
  writeFormat(grid, mask);
  return grid;
}

/** Everything that doesn't depend on the data; `fixed` says which squares that is. */
function skeleton(version) {
  const size = version * 4 + 17;
  const grid = Array.from({ length: size }, () => Array(size).fill(false));
  const fixed = Array.from({ length: size }, () => Array(size).fill(false));
  const set = (x, y, dark) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    grid[y][x] = dark;
    fixed[y][x] = true;
  };
  for (let n = 0; n < size; n += 1) {
    set(6, n, n % 2 === 0);
    set(n, 6, n % 2 === 0);
  }
  square(set, 3, 3, 4, [2, 4]);
  square(set, size - 4, 3, 4, [2, 4]);
  square(set, 3, size - 4, 4, [2, 4]);
  const centre = VERSIONS[version - 1][3];
  if (centre) square(set, centre, centre, 2, [1]);
  for (let n = 0; n < 9; n += 1) {
    fixed[8][n] = fixed[n][8] = true;
    if (n < 8) fixed[8][size - 1 - n] = fixed[size - 1 - n][8] = true;
  }
  return { grid, fixed };
}

function square(set, x, y, reach, light) {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) set(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

function writeFormat(grid, mask) {
  const size = grid.length;
  let rest = mask << 10; // level M is 00
  for (let n = 14; n >= 10; n -= 1) if ((rest >> n) & 1) rest ^= 0x537 << (n - 10);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (n) => Boolean((bits >> n) & 1);
  const first = [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 7], [8, 8], [7, 8], [5, 8], [4, 8], [3, 8], [2, 8], [1, 8], [0, 8]];
  first.forEach(([x, y], n) => { grid[y][x] = bit(n); });
  for (let n = 0; n < 8; n += 1) grid[8][size - 1 - n] = bit(n);
  for (let n = 8; n < 15; n += 1) grid[size - 15 + n][8] = bit(n);
  grid[size - 8][8] = true;
}

function penalty(grid) {
  const columns = grid.map((_, x) => grid.map((row) => row[x]));
  const lines = [...grid, ...columns].map((line) => line.map(Number).join(""));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const finders = lines.reduce((sum, line) => sum + (line.match(/(?=10111010000|00001011101)/g)?.length ?? 0) * 40, 0);
  let blocks = 0;
  for (let y = 1; y < grid.length; y += 1) {
    for (let x = 1; x < grid.length; x += 1) {
      const here = grid[y][x];
      if (here === grid[y - 1][x] && here === grid[y][x - 1] && here === grid[y - 1][x - 1]) blocks += 3;
    }
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return runs + finders + blocks + Math.floor(Math.abs(dark - 0.5) * 20) * 10;
}

const binary = (value, length) => Array.from({ length }, (_, n) => (value >> (length - 1 - n)) & 1);
