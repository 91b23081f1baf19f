import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Every look that a page is checked in. */
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
/** Every language that a page is checked in. */
export const LOCALES = ["ja", "en"] as const;
export type Locale = (typeof LOCALES)[number];

export interface PersonOptions {
  theme?: Theme;
  locale?: Locale;
  viewport?: { width: number; height: number };
  /** Opens the pages of `origin` with a signed-in person's cookies. */
  storageState?: Awaited<ReturnType<BrowserContext["storageState"]>>;
}

/** The system's Chromium, without a window. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `${CHROMIUM} does not exist; install it with: sudo apt-get install -y chromium fonts-noto-cjk`,
    );
  }
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Pages in the background keep their timers: two people are on stage at once.
      "--disable-background-timer-throttling",
      "--disable-renderer-backgrounding",
      "--disable-backgrounding-occluded-windows",
    ],
  });
}

/** A browser profile of its own: one person at one desk, in Japan unless said otherwise. */
export async function newPerson(
  browser: Browser,
  options: PersonOptions = {},
): Promise<BrowserContext> {
  const { theme = "light", locale = "ja", viewport, storageState } = options;
  const context = await browser.newContext({
    locale: locale === "ja" ? "ja-JP" : "en-GB",
    timezoneId: "Asia/Tokyo",
    colorScheme: theme,
    // What moves cannot be compared or clicked reliably.
    reducedMotion: "reduce",
    viewport: viewport ?? { width: 1440, height: 900 },
    permissions: ["notifications"],
    ...(storageState ? { storageState } : {}),
  });
  context.setDefaultTimeout(15_000);
  return context;
}

/** Collects what a page must not do: errors of its scripts, and messages at level `error`. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  return errors;
}
