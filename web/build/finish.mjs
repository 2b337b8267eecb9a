// After the bundler: icons, the manifest, and the compressed forms that the server sends.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { icon } from './icons.mjs';

const dist = 'dist';

/** Writes an icon under a name that holds a digest of it, and puts that name where the plain one stood. */
function icons() {
  const page = join(dist, 'customer.html');
  let html = readFileSync(page, 'utf8');
  const names = {};
  for (const size of [180, 192, 512]) {
    const png = icon(size);
    const name = `/assets/icon-${size}-${createHash('sha256').update(png).digest('base64url').slice(0, 8)}.png`;
    writeFileSync(join(dist, name), png);
    html = html.replaceAll(`/assets/icon-${size}.png`, name);
    names[size] = name;
  }
  writeFileSync(page, html);
  return names;
}

/** The same for every code: relative to /c/CODE/, so that the icon on the home screen opens this very chat. */
function manifest(names) {
  const entry = (size) => ({ src: names[size], sizes: `${size}x${size}`, type: 'image/png', purpose: 'any maskable' });
  writeFileSync(join(dist, 'app.webmanifest'), JSON.stringify({
    name: 'Chat', short_name: 'Chat', start_url: './', scope: '../', display: 'standalone',
    background_color: '#f2f4f7', theme_color: '#f2f4f7', icons: [entry(192), entry(512)],
  }));
}

function compress(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) compress(path);
    if (!entry.isFile() || !/\.(html|js|css|webmanifest)$/.test(entry.name)) continue;
    const plain = readFileSync(path);
    const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const gzip = gzipSync(plain, { level: 9 });
    if (brotli.length < plain.length) writeFileSync(path + '.br', brotli);
    if (gzip.length < plain.length) writeFileSync(path + '.gz', gzip);
    console.log(`${path}: ${plain.length} bytes, gzip ${gzip.length}, brotli ${brotli.length}`);
  }
}

manifest(icons());
compress(dist);
