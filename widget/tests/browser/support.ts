/** A real Chromium, the built files and the mock server. */
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Frame,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { MockServer } from '../../dev/mock-server.mjs';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

export type Mock = InstanceType<typeof MockServer>;

/** Starts one browser for the file; each test makes its own server and contexts. */
export function useBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) {
      throw new Error(`no Chromium at ${CHROMIUM}: apt-get install -y chromium, or set CHROMIUM`);
    }
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') });
  });
  afterAll(() => browser?.close());

  /** A page of a visitor in Tokyo, whose errors fail the test through `errors`. */
  const visit = async (url: string, options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({
      locale: 'ja-JP',
      timezoneId: 'Asia/Tokyo',
      viewport: { width: 1200, height: 860 },
      ...options,
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (m) => {
      if (m.type() === 'error' && /content security|violat/i.test(m.text())) errors.push(m.text());
    });
    await page.goto(url);
    return { page, context, errors };
  };
  return { visit };
}

/** Runs a test with a server of its own. */
export async function withMock(test: (mock: Mock, origin: string) => Promise<void>): Promise<void> {
  const mock = new MockServer();
  const origin = await mock.listen();
  try {
    await test(mock, origin);
  } finally {
    await mock.close();
  }
}

/** The launcher of the page. */
export const launcher = (page: Page) => page.locator('button[aria-expanded]').last();

/** Opens the panel and gives its inside, ready to type. */
export async function openPanel(page: Page) {
  await launcher(page).click();
  const panel = page.frameLocator('iframe');
  await panel.getByRole('textbox').first().waitFor();
  await panel.locator('.greeting').waitFor();
  return panel;
}

/** The frame object of the panel, for evaluating in it. */
export function frameOf(page: Page): Frame {
  const frame = page.frames().find((f) => f.url().includes('/widget/'));
  if (!frame) throw new Error('the panel has no frame');
  return frame;
}

/** Polls until `check` holds. */
export async function until(what: string, check: () => boolean | Promise<boolean>, ms = 15_000) {
  const end = Date.now() + ms;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
