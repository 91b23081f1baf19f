import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";

/** Where pictures go; `SCREENSHOTS=docs/screenshots` renews those of the README. */
const FOLDER = resolve(
  import.meta.dirname,
  "../..",
  process.env.SCREENSHOTS ?? "test-results/screenshots",
);

/** Takes numbered pictures of one story: `01-name.png`, `02-name.png`, … in a folder of its own. */
export class Album {
  readonly #folder: string;
  #taken = 0;

  constructor(story: string) {
    this.#folder = join(FOLDER, story);
  }

  /** Takes a picture of what is visible and returns its path. */
  async take(page: Page, name: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    this.#taken += 1;
    const path = join(this.#folder, `${String(this.#taken).padStart(2, "0")}-${name}.png`);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path, animations: "disabled", caret: "hide" });
    return path;
  }
}
