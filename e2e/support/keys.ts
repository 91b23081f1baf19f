import type { Page } from "playwright-core";
import { expect } from "vitest";
import { until } from "./api";

// A page as it is used without a pointer.

/** Presses of Tab after which something counts as not reachable. */
const TABS_MAX = 60;

/** The name of what has the focus, as a screen reader says it, near enough. */
async function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const said = (from: Element | null) => {
      const copy = from?.cloneNode(true) as Element | undefined;
      for (const hidden of copy?.querySelectorAll("[aria-hidden=true]") ?? []) hidden.remove();
      return copy?.textContent ?? "";
    };
    const by = (attribute: string) =>
      (element.getAttribute(attribute) ?? "")
        .split(" ")
        .map((id) => said(document.getElementById(id)))
        .join(" ")
        .trim();
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const label = labels.map(said).join(" ");
    const own = element.getAttribute("aria-label");
    return (own || by("aria-labelledby") || label || element.textContent || "").trim();
  });
}

const fits = (name: string, wanted: string | RegExp) =>
  typeof wanted === "string" ? name === wanted : wanted.test(name);

/** Waits until something of a name has the focus. */
export async function focused(page: Page, wanted: string | RegExp): Promise<void> {
  await until(`the focus is on ${wanted}`, async () => fits(await focusedName(page), wanted)).catch(
    async () => expect(await focusedName(page)).toMatch(wanted),
  );
}

/** Presses Tab until something of a name, and a role where the name is not enough, has the focus. */
export async function tabTo(page: Page, wanted: string | RegExp, role?: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press("Tab");
    const name = await focusedName(page);
    const fitting = role === undefined || (await page.locator(`[role=${role}]:focus`).count()) > 0;
    if (fits(name, wanted) && fitting) return;
    passed.push(name.slice(0, 20));
  }
  throw new Error(`Tab never reaches ${wanted}, only ${passed.join(" | ")}`);
}

/** Counts pointers on every document of the page, so that none can have been used. */
export async function countPointers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const key = "scenario.pointers";
    for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
      addEventListener(
        kind,
        () => sessionStorage.setItem(key, String(Number(sessionStorage.getItem(key) ?? 0) + 1)),
        true,
      );
    }
  });
}

/** How often a pointer was used since. */
export async function pointersOf(page: Page): Promise<number> {
  return page.evaluate(() => Number(sessionStorage.getItem("scenario.pointers") ?? 0));
}
