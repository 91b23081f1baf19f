// Counts the tests of one ./test run by the database they ran on and prints the table and the last
// line of ./test. Usage: node scripts/test-summary.mjs REPORT_FOLDER
//
// A test's database is read from its full name: suites that run on both put their tests into modules
// named after it. Browser and mail scenarios run the real server, on SQLite unless their names say
// otherwise ("postgres", "without database").
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DATABASES = ["SQLite", "PostgreSQL", "both", "none"];

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: test-summary.mjs REPORT_FOLDER");

/** @typedef {{ name: string, outcome: "passed" | "failed" | "skipped", otherwise: string }} Test */

/** @type {Test[]} */
const tests = [
  ...fromLog("rust-nextest.log", readNextest),
  ...fromLog("rust-cargo.log", readCargoTest),
  ...fromVitest("ui.json", "none"),
  ...fromVitest("widget.json", "none"),
  ...fromVitest("e2e.json", "SQLite"),
];
printTable(tests);
const count = (outcome) => tests.filter((test) => test.outcome === outcome).length;
console.log(`${count("passed")} passed, ${count("failed")} failed`);

function fromLog(file, read) {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours are control characters
  const text = readFileSync(path, "utf8").replace(/\u001b\[[0-9;]*m/g, "");
  return read(text.split("\n")).map((test) => ({ ...test, otherwise: "none" }));
}

/** Lines like `PASS [   0.012s] (3/120) store suite::sqlite::appends`; a failure is repeated at the end. */
function readNextest(lines) {
  const byName = new Map();
  for (const line of lines) {
    const hit = line.match(/^\s+(PASS|LEAK|FAIL|TIMEOUT|SIG\w+|ABORT) \[[^\]]*\] (?:\(\s*\d+\/\d+\) )?(.+)$/);
    if (hit) byName.set(hit[2], hit[1] === "PASS" || hit[1] === "LEAK" ? "passed" : "failed");
    const skipped = line.match(/Summary \[.*?(\d+) skipped/);
    for (let n = 0; skipped && n < Number(skipped[1]); n++) byName.set(`skipped ${n}`, "skipped");
  }
  return [...byName].map(([name, outcome]) => ({ name, outcome }));
}

/** Lines like `test suite::sqlite::appends ... ok`. */
function readCargoTest(lines) {
  const outcomes = { ok: "passed", FAILED: "failed", ignored: "skipped" };
  return lines.flatMap((line) => {
    const hit = line.match(/^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/);
    return hit ? [{ name: hit[1], outcome: outcomes[hit[2]] }] : [];
  });
}

function fromVitest(file, otherwise) {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  const report = JSON.parse(readFileSync(path, "utf8"));
  return report.testResults.flatMap((suite) => {
    // A file that could not be loaded has no tests; it counts as one that failed.
    if (suite.status === "failed" && suite.assertionResults.length === 0)
      return [{ name: suite.name, outcome: "failed", otherwise }];
    return suite.assertionResults.map((test) => ({
      name: test.fullName,
      outcome: test.status === "passed" || test.status === "failed" ? test.status : "skipped",
      otherwise,
    }));
  });
}

function databaseOf({ name, otherwise }) {
  if (/without database/i.test(name)) return "none";
  const sqlite = /sqlite/i.test(name);
  const postgres = /postgres/i.test(name);
  if (sqlite && postgres) return "both";
  if (sqlite || postgres) return sqlite ? "SQLite" : "PostgreSQL";
  return otherwise;
}

function printTable(all) {
  const row = (cells) => cells.map((cell, i) => (i ? String(cell).padStart(9) : cell.padEnd(18))).join("");
  console.log(row(["tests on", "passed", "failed", "skipped"]));
  for (const database of DATABASES) {
    const here = all.filter((test) => databaseOf(test) === database);
    const cells = ["passed", "failed", "skipped"].map((o) => here.filter((t) => t.outcome === o).length);
    if (here.length) console.log(row([database, ...cells]));
  }
  for (const test of all) if (test.outcome === "failed") console.log(`failed: ${test.name}`);
  console.log();
}
