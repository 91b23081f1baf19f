/** What a shop's visitors have to load; the limits are part of the promise. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const LOADER_MAX_BYTES = 3_000;
const APP_MAX_BYTES = 25_000;

const size = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length;

it('keeps the loader within 3 kB compressed, in one file without imports', () => {
  expect(size(`${DIST}widget.js`)).toBeLessThanOrEqual(LOADER_MAX_BYTES);
  expect(readFileSync(`${DIST}widget.js`, 'utf8')).not.toMatch(/\bimport\b/);
});

it('keeps the app within 25 kB compressed in all, from hashed files under /widget/assets/', () => {
  const assets = readdirSync(`${DIST}app/assets`);
  const all = ['index.html', ...assets.map((name) => `assets/${name}`)];
  const total = all.reduce((sum, name) => sum + size(`${DIST}app/${name}`), 0);
  expect(total).toBeLessThanOrEqual(APP_MAX_BYTES);
  expect(assets.every((name) => /-[\w-]{8}\.(js|css)$/.test(name))).toBe(true);
  const html = readFileSync(`${DIST}app/index.html`, 'utf8');
  expect(html).toContain('src="/widget/assets/');
});

it('needs no inline script or style anywhere', () => {
  const pages = readdirSync(`${DIST}demo`).filter((name) => name.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(10);
  for (const path of ['app/index.html', ...pages.map((name) => `demo/${name}`)]) {
    const html = readFileSync(DIST + path, 'utf8');
    expect(html, path).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  }
});
