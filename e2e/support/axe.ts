import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Violation {
  rule: string;
  help: string;
  /** Where, as CSS selectors, the most outer frame first. */
  targets: string[];
}

/** The rules whose answer depends on the theme. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"] as const;

/**
 * What axe-core finds wrong with the page as it is now, its same-origin frames included: WCAG 2.2 A
 * and AA and the best practices, or only some rules of them. An empty list is the only acceptable
 * answer.
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<Violation[]> {
  // What is announced names a button by reference for seven seconds, also when the button is gone by
  // then, as that of the sign-in is: the page is looked at when nothing is being said.
  await page.locator("[data-live-announcer] [role=img]").first().waitFor({ state: "detached" });
  // Evaluated rather than added as a script element, so that a strict content security policy of
  // the page is no obstacle.
  for (const frame of page.frames()) await frame.evaluate(AXE);
  const results = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const runOnly = only ? { type: "rule", values: only } : { type: "tag", values: tags };
    return axe.run({ runOnly, resultTypes: ["violations"] });
  }, rules);
  return results.violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    targets: violation.nodes.map((node) => node.target.flat().join(" › ")),
  }));
}
