// Draws the icon of the page (a bubble with three dots) as PNG, without any library.
import { deflateSync } from 'node:zlib';

const BLUE = [43, 108, 212], WHITE = [255, 255, 255];

/** The share of a pixel that a rounded rectangle covers, from the distance to its edge. */
function rounded(x, y, left, top, right, bottom, radius) {
  const dx = Math.max(left + radius - x, x - (right - radius), 0);
  const dy = Math.max(top + radius - y, y - (bottom - radius), 0);
  return Math.min(1, Math.max(0, radius - Math.hypot(dx, dy) + 0.5));
}

function circle(x, y, cx, cy, radius) {
  return Math.min(1, Math.max(0, radius - Math.hypot(x - cx, y - cy) + 0.5));
}

function mix(under, over, share) {
  return under.map((value, i) => Math.round(value + (over[i] - value) * share));
}

function pixel(x, y, s) {
  let color = BLUE;
  const tail = y > 0.66 * s && y < 0.8 * s && x > 0.32 * s && x < 0.32 * s + (0.8 * s - y) ? 1 : 0;
  color = mix(color, WHITE, Math.max(rounded(x, y, 0.2 * s, 0.24 * s, 0.8 * s, 0.68 * s, 0.16 * s), tail));
  for (const at of [0.36, 0.5, 0.64]) color = mix(color, BLUE, circle(x, y, at * s, 0.46 * s, 0.045 * s));
  return color;
}

function chunk(name, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; ++bit) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** A square PNG without transparency: telephones cut its corners themselves. */
export function icon(size) {
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; ++y) {
    for (let x = 0; x < size; ++x) rows.set(pixel(x + 0.5, y + 0.5, size), y * (1 + size * 3) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
