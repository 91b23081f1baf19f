// Measures what a first visit to the inbox has to load before it is usable, and fails over budget.
// `npm run size` builds into a temporary folder first.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** Bytes after gzip: DESIGN §13. */
const BUDGET = 210_000;
/** Sources whose chunks, with all they import, make up the first page. */
const FIRST = [
  "index.html",
  "src/app/Shell.tsx",
  "src/features/inbox/InboxPage.tsx",
  "src/i18n/ja/common.json",
  "src/i18n/ja/inbox.json",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = await mkdtemp(join(tmpdir(), "madoguchi-ui-"));
await build({
  root,
  configFile: join(root, "vite.config.ts"),
  logLevel: "error",
  build: { outDir, manifest: true },
});
const manifest = JSON.parse(await readFile(join(outDir, ".vite/manifest.json"), "utf8"));

const files = new Set();
function collect(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`no chunk of ${key}`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) collect(imported);
}
for (const source of FIRST) collect(source);

let total = 0;
for (const file of files) {
  const bytes = gzipSync(await readFile(join(outDir, file)), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
await rm(outDir, { recursive: true });
console.log(`${String(total).padStart(8)}  of ${BUDGET} bytes (gzip)`);
process.exitCode = total > BUDGET ? 1 : 0;
