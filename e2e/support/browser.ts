import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Milliseconds within which a page must do what it was asked; two cores are shared by many. */
const PATIENCE_MS = 20_000;

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
function howToLaunch() {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `${CHROMIUM} does not exist; install it with: sudo apt-get install -y chromium fonts-noto-cjk`,
    );
  }
  return {
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
  };
}

/** One browser that several people share, each in a context of their own. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch(howToLaunch());
}

/** How a person sees the world: in Japan unless said otherwise. */
function habits({ theme = "light", locale = "ja", viewport }: PersonOptions) {
  return {
    locale: locale === "ja" ? "ja-JP" : "en-GB",
    timezoneId: "Asia/Tokyo",
    colorScheme: theme,
    // What moves cannot be compared or clicked reliably.
    reducedMotion: "reduce" as const,
    viewport: viewport ?? { width: 1440, height: 900 },
    permissions: ["notifications"],
  };
}

/** One person in a shared browser, with cookies and storage of their own. */
export async function newPerson(
  browser: Browser,
  options: PersonOptions = {},
): Promise<BrowserContext> {
  const { storageState } = options;
  const context = await browser.newContext({
    ...habits(options),
    ...(storageState ? { storageState } : {}),
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** A person with a browser of their own: another process, another profile folder. */
export class Profile implements AsyncDisposable {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly folder: string,
  ) {}

  static async open(name: string, options: PersonOptions = {}): Promise<Profile> {
    const folder = await mkdtemp(join(tmpdir(), `madoguchi-${name}-`));
    const context = await chromium.launchPersistentContext(folder, {
      ...howToLaunch(),
      ...habits(options),
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Profile(context, context.pages()[0] ?? (await context.newPage()), folder);
  }

  /** Ends the browser and forgets the profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await rm(this.folder, { recursive: true, force: true });
  }
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
