/** What a machine can check of accessibility, and the keyboard from end to end. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { frameOf, launcher, openPanel, until, useBrowser, withMock } from './support.ts';

const { visit } = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Runs axe in a page or frame; the content security policy does not let it in by a script tag. */
async function violations(where: Page | Frame): Promise<string[]> {
  await where.evaluate(AXE);
  const found = await where.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (o: object) => Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ iframes: false })).violations;
  });
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html}\n${n.failureSummary}`));
}

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  it.each(['ja-JP', 'en-US'])('finds nothing, closed and open, in %s', (locale) =>
    withMock(async (mock, origin) => {
      const { page } = await visit(`${origin}/demo/shop/`, { colorScheme, locale });
      expect(await violations(page)).toEqual([]);
      const panel = await openPanel(page);
      expect(await violations(frameOf(page))).toEqual([]);
      await panel.locator('summary').click();
      expect(await violations(frameOf(page))).toEqual([]);
      await panel.locator('textarea').fill('質問 https://example.com');
      await page.keyboard.press('Enter');
      await panel.locator('.msg.own:not(.pending)').waitFor();
      const visitor = mock.latest();
      mock.setState(visitor, 'active', '佐藤');
      mock.agentSays(visitor, '回答 https://example.com', [
        mock.addFile('a.png', 'image/png', Buffer.from('x')),
        mock.addFile('b.pdf', 'application/pdf', Buffer.from('x')),
      ]);
      visitor.tell({ t: 'typing', name: '佐藤' });
      await panel.locator('.typing').waitFor();
      await panel.locator('input[type=file]').setInputFiles({
        name: 'c.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('c'),
      });
      await panel.locator('.chip').waitFor();
      await panel.locator('.header button').first().click();
      expect(await violations(frameOf(page))).toEqual([]);
      mock.faults.refuseStreams = true;
      mock.dropAll();
      await panel.locator('.line button').waitFor();
      expect(await violations(frameOf(page))).toEqual([]);
      expect(await violations(page)).toEqual([]);
    }),
  );

  it('finds nothing outside business hours, and says when somebody will be there', () =>
    withMock(async (mock, origin) => {
      const opens = new Date(Date.now() + 86_400_000);
      mock.closed = { opens_at: opens.toISOString(), text: '', email: 'help@koyori.example' };
      const { page } = await visit(`${origin}/demo/shop/`, { colorScheme });
      const panel = await openPanel(page);
      await panel.getByText('ただいま営業時間外です').waitFor();
      await panel.getByText(/^次の受付：明日 \d\d:\d\d$/).waitFor();
      expect(await panel.locator('.closed a').getAttribute('href')).toBe(
        'mailto:help@koyori.example',
      );
      expect(await violations(frameOf(page))).toEqual([]);
    }));

  it('finds nothing on the contact form and after the end', () =>
    withMock(async (mock, origin) => {
      mock.config.ask_contact = true;
      const { page } = await visit(`${origin}/demo/shop/`, { colorScheme });
      const panel = await openPanel(page);
      await panel.locator('form button').click();
      expect(await violations(frameOf(page))).toEqual([]);
      mock.setState(mock.latest(), 'ended');
      await panel.getByText('相談は終了しました', { exact: true }).waitFor();
      expect(await violations(frameOf(page))).toEqual([]);
    }));
});

it.each(['help.html', 'signin.html', 'item-donabe.html'])(
  'finds nothing on the shop’s %s',
  (name) =>
    withMock(async (_, origin) => {
      const { page } = await visit(`${origin}/demo/shop/${name}`);
      expect(await violations(page)).toEqual([]);
    }),
);

it('can be used by keyboard alone, and the focus goes in and comes back', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(`${origin}/demo/shop/`);
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    const panel = page.frameLocator('iframe');
    await panel.locator('.greeting').waitFor();
    const focused = () =>
      frameOf(page).evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await until('the field has the focus', async () => {
      const inFrame = await page.evaluate(() => {
        const root = document.activeElement?.shadowRoot;
        return root?.activeElement?.tagName === 'IFRAME';
      });
      return inFrame && (await focused()) === 'メッセージ';
    });
    await page.keyboard.type('キーボードから');
    await page.keyboard.press('Enter');
    await until('stored', () => mock.latest().messages.length === 1);
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('ファイルを添付');
    for (const name of ['連絡先', 'やりとり', 'チャットを閉じる', 'メニュー']) {
      await page.keyboard.press('Shift+Tab');
      if (name !== '連絡先') expect(await focused()).toBe(name);
    }
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: '着信音を鳴らす' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await panel.getByRole('button', { name: '着信音を鳴らす' }).count()).toBe(0);
    expect(await page.locator('iframe').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await until('closed', async () => !(await page.locator('iframe').isVisible()));
    const back = await page.evaluate(
      () =>
        document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-expanded') ?? null,
    );
    expect(back).toBe('false');
  }));

it('announces a new message, but neither the history nor one’s own', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(`${origin}/demo/shop/`);
    const panel = await openPanel(page);
    const said = panel.locator('[aria-live=polite][aria-atomic]');
    await panel.getByRole('textbox').fill('質問');
    await page.keyboard.press('Enter');
    await panel.locator('.msg.own:not(.pending)').waitFor();
    expect(await said.innerText()).toBe('');
    mock.agentSays(mock.latest(), '回答');
    await until('announced', async () => (await said.innerText()) === '佐藤：回答');
    expect(await panel.getByRole('log').getAttribute('aria-live')).toBe('off');
  }));

it.each([320, 390])('needs no sideways scrolling at %i px, and targets are large enough', (width) =>
  withMock(async (mock, origin) => {
    const phone = { viewport: { width, height: 640 }, isMobile: true, hasTouch: true };
    const { page } = await visit(`${origin}/demo/shop/`, phone);
    const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
    expect(await page.evaluate(fits)).toBe(true);
    const panel = await openPanel(page);
    mock.agentSays(mock.latest(), `長いアドレス https://example.com/${'a'.repeat(200)}`);
    await panel.locator('.msg').waitFor();
    expect(await frameOf(page).evaluate(fits)).toBe(true);
    const log = panel.getByRole('log');
    expect(await log.evaluate((el) => el.scrollWidth <= el.clientWidth)).toBe(true);
    for (const button of await panel.locator('button:visible').all()) {
      const box = await button.boundingBox();
      expect(box && box.width >= 44 && box.height >= 44, await button.innerHTML()).toBe(true);
    }
    for (const name of ['help.html', 'item-donabe.html', 'signin.html']) {
      await page.goto(`${origin}/demo/shop/${name}`);
      expect(await page.evaluate(fits), name).toBe(true);
    }
  }),
);
