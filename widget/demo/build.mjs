/** Writes the demo shop as static files into dist/demo. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pages } from './pages.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = at('../dist/demo/');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(at('static'), out, { recursive: true });
for (const [name, html] of pages()) writeFileSync(out + name, html);
