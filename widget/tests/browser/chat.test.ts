/** The conversation in a real browser: sending, failing networks, files, tabs, people. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { frameOf, launcher, openPanel, until, useBrowser, withMock } from './support.ts';

const { visit } = useBrowser();
const SHOP = '/demo/shop/';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);

it('talks both ways: text, links, read marks, typing, end and a new conversation', () =>
  withMock(async (mock, origin) => {
    const { page, errors } = await visit(origin + SHOP);
    const panel = await openPanel(page);
    await panel.getByRole('textbox').fill('こんにちは');
    await page.keyboard.press('Enter');
    await panel.locator('.msg.own:not(.pending)').getByText('こんにちは').waitFor();
    const visitor = mock.latest();
    mock.setState(visitor, 'active', '佐藤');
    await panel.getByText('佐藤が対応しています').waitFor();
    visitor.tell({ t: 'typing', name: '佐藤' });
    await panel.getByText('佐藤が入力しています').waitFor();
    mock.agentSays(visitor, '<b>確認</b>はこちら https://example.com/a?b=1。');
    const link = panel.getByRole('link', { name: 'https://example.com/a?b=1' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await panel.locator('.bubble b').count()).toBe(0);
    await until(
      'the read mark of the visitor',
      () => visitor.readByVisitor === visitor.messages.at(-1).n,
    );
    visitor.tell({ t: 'read', n: visitor.messages[0].n });
    await panel.getByText('既読').waitFor();
    await panel.getByRole('button', { name: 'メニュー' }).click();
    await panel.getByRole('button', { name: '相談を終了する' }).click();
    await panel.getByRole('button', { name: '終了する', exact: true }).click();
    await panel.getByRole('button', { name: '新しい相談をはじめる' }).click();
    await panel.getByRole('textbox').fill('もう一件です');
    await panel.getByRole('button', { name: '送信' }).click();
    await until('the new conversation', () => visitor.state === 'waiting');
    expect(errors).toEqual([]);
  }));

it('loses and doubles nothing when the socket drops in the middle of sends', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(origin + SHOP);
    const panel = await openPanel(page);
    const texts = Array.from({ length: 24 }, (_, i) => `メッセージ ${i + 1}`);
    for (const [i, text] of texts.entries()) {
      if (i === 3) mock.faults.dropBeforeAck = 2;
      if (i === 9) mock.faults.dropBeforeStore = 1;
      if (i === 15) mock.dropAll();
      if (i === 18) mock.faults.refuseSends = 1;
      await panel.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
      if (i === 12) mock.agentSays(mock.latest(), '少々お待ちください');
    }
    const visitor = mock.latest();
    await until('all stored', () => visitor.messages.length === texts.length + 1, 40_000);
    await until(
      'all acknowledged',
      async () => (await panel.locator('.pending').count()) === 0,
      40_000,
    );
    const stored = visitor.messages.filter((m: { from: string }) => m.from === 'customer');
    expect(stored.map((m: { text: string }) => m.text).sort()).toEqual([...texts].sort());
    expect(await panel.locator('.msg.own .bubble').allInnerTexts()).toEqual(
      stored.map((m: { text: string }) => m.text),
    );
    expect(await panel.locator('.msg.other').getByText('少々お待ちください').count()).toBe(1);
  }));

it('says that it reconnects, keeps what is written meanwhile over a reload, and sends it once', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(origin + SHOP);
    let panel = await openPanel(page);
    await panel.getByRole('textbox').fill('一通目');
    await page.keyboard.press('Enter');
    await until('the first', () => mock.latest().messages.length === 1);
    mock.faults.refuseStreams = true;
    mock.dropAll();
    await panel.getByText('再接続しています…').waitFor();
    await panel.getByRole('textbox').fill('切れている間の二通目');
    await page.keyboard.press('Enter');
    await panel.getByText('送信待ち').waitFor();
    await panel.getByRole('textbox').fill('書きかけ');
    await page.reload();
    panel = await openPanel(page);
    await panel.getByText('切れている間の二通目').waitFor();
    expect(await panel.getByRole('textbox').inputValue()).toBe('書きかけ');
    mock.agentSays(mock.latest(), '切れている間の返事');
    mock.faults.refuseStreams = false;
    await panel.getByRole('button', { name: '今すぐ再接続' }).click();
    await until('sent', () => mock.latest().messages.length === 3);
    await panel.locator('.msg.other').getByText('切れている間の返事').waitFor();
    await until('settled', async () => (await panel.locator('.pending').count()) === 0);
    expect(await panel.getByText('切れている間の二通目').count()).toBe(1);
    expect(
      await frameOf(page).evaluate(() =>
        Object.keys(localStorage).filter((k) => k.includes(':out:')),
      ),
    ).toEqual([]);
  }));

it('waits when sessions are refused with Retry-After and shows why', () =>
  withMock(async (mock, origin) => {
    mock.faults.refuseSessions = 1;
    const { page } = await visit(origin + SHOP);
    await launcher(page).click();
    const panel = page.frameLocator('iframe');
    await panel.getByText('ただいま混み合っています').waitFor();
    await panel.getByText('お気軽にお尋ねください').waitFor();
    expect(await panel.getByText('ただいま混み合っています').count()).toBe(0);
  }));

it('composes Japanese: the Enter that confirms a conversion does not send', () =>
  withMock(async (mock, origin) => {
    const { page, context } = await visit(origin + SHOP);
    const panel = await openPanel(page);
    const cdp = await context.newCDPSession(page);
    await panel.getByRole('textbox').focus();
    await cdp.send('Input.imeSetComposition', {
      text: 'へんかん',
      selectionStart: 4,
      selectionEnd: 4,
    });
    const key = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 };
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    // The Enter as a browser reports it while the composition runs.
    await cdp.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 13,
    });
    await cdp.send('Input.insertText', { text: '変換' });
    expect(await panel.getByRole('textbox').inputValue()).toContain('変換');
    expect(mock.latest().messages).toEqual([]);
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('b');
    expect(await panel.getByRole('textbox').inputValue()).toContain('\nb');
    await page.keyboard.press('Enter');
    await until('sent', () => mock.latest().messages.length === 1);
    expect(mock.latest().messages[0].text).toBe('変換\nb');
  }));

it('leaves Enter alone on a touch screen', () =>
  withMock(async (mock, origin) => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const { page } = await visit(origin + SHOP, phone);
    const panel = await openPanel(page);
    await panel.getByRole('textbox').fill('一行目');
    await page.keyboard.press('Enter');
    await page.keyboard.type('2');
    expect(await panel.getByRole('textbox').inputValue()).toBe('一行目\n2');
    await panel.getByRole('button', { name: '送信' }).tap();
    await until('sent', () => mock.latest().messages.length === 1);
    const box = await page.locator('iframe').boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
  }));

it('sends files, refuses what the channel does not take, retries what failed', () =>
  withMock(async (mock, origin) => {
    mock.faults.refuseUploads = 1;
    const { page } = await visit(origin + SHOP);
    const panel = await openPanel(page);
    const input = panel.locator('input[type=file]');
    await input.setInputFiles({
      name: 'run.exe',
      mimeType: 'application/x-msdownload',
      buffer: PNG,
    });
    await panel.getByText('「run.exe」の形式は添付できません。').waitFor();
    await input.setInputFiles({
      name: 'big.png',
      mimeType: 'image/png',
      buffer: Buffer.alloc(300_000, 1),
    });
    await panel.getByText('「big.png」は大きすぎます。1件 195 KB まで添付できます。').waitFor();
    await input.setInputFiles({ name: '蓋.png', mimeType: 'image/png', buffer: PNG });
    await panel.getByText('ただいま保存できません').waitFor();
    const send = panel.getByRole('button', { name: '送信' });
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    await send.click({ force: true });
    expect(mock.latest().messages).toEqual([]);
    await panel.getByRole('button', { name: '蓋.pngをもう一度アップロード' }).click();
    await panel.getByText('78 B').waitFor();
    // Pasted and dropped files go the same way.
    await frameOf(page).evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['メモ'], 'memo.txt', { type: 'text/plain' }));
      document
        .querySelector('textarea')
        ?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
      const more = new DataTransfer();
      more.items.add(new File(['%PDF'], '納品書.pdf', { type: 'application/pdf' }));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: more, bubbles: true, cancelable: true }),
      );
    });
    await until(
      'three uploads',
      async () => (await panel.locator('.chip small:not(.problem)').count()) === 3,
    );
    await input.setInputFiles({ name: 'fourth.png', mimeType: 'image/png', buffer: PNG });
    await panel.getByText('一度に添付できるのは 3 件までです。').waitFor();
    await panel.getByRole('button', { name: '送信' }).click();
    await until('sent', () => mock.latest().messages.length === 1);
    const names = mock.latest().messages[0].files.map((f: { name: string }) => f.name);
    expect(names).toEqual(['蓋.png', 'memo.txt', '納品書.pdf']);
    const picture = panel.getByRole('img', { name: '蓋.png' });
    await until('the picture', () =>
      picture.evaluate((el) => (el as HTMLImageElement).naturalWidth === 10),
    );
    await panel.getByRole('link', { name: /納品書\.pdf/ }).waitFor();
  }));

it('shows the same conversation in two tabs of the same visitor', () =>
  withMock(async (mock, origin) => {
    const { page, context } = await visit(origin + SHOP);
    const one = await openPanel(page);
    await one.getByRole('textbox').fill('タブ1から');
    await page.keyboard.press('Enter');
    await until('stored', () => mock.latest().messages.length === 1);
    const second = await context.newPage();
    await second.goto(`${origin}${SHOP}help.html`);
    const two = await openPanel(second);
    await two.getByText('タブ1から').waitFor();
    await two.getByRole('textbox').fill('タブ2から');
    await second.keyboard.press('Enter');
    await one.getByText('タブ2から').waitFor();
    expect(mock.visitors.size).toBe(1);
    expect(await two.getByText('タブ2から').count()).toBe(1);
  }));

it('marks new messages on the launcher and in the title, and keeps the count over a page change', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(origin + SHOP);
    const panel = await openPanel(page);
    await panel.getByRole('textbox').fill('質問です');
    await page.keyboard.press('Enter');
    await until('stored', () => mock.latest().messages.length === 1);
    await launcher(page).click();
    mock.agentSays(mock.latest(), '回答です');
    await page.getByRole('button', { name: /新着 1/ }).waitFor();
    await until('the title', async () => (await page.title()).startsWith('【新着1件】'));
    await page.goto(`${origin}${SHOP}item-donabe.html`);
    await page.getByRole('button', { name: /新着 1/ }).waitFor();
    await openPanel(page);
    await until('seen', () => mock.latest().readByVisitor > 0);
    await until('the title again', async () => (await page.title()).startsWith('飯炊き土鍋'));
  }));

it('pages the history upwards without moving what is being read', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(origin + SHOP);
    await openPanel(page);
    const visitor = mock.latest();
    for (let i = 1; i <= 130; i++)
      visitor.messages.push({
        n: 1000 + i,
        id: `h${i}`,
        from: i % 2 ? 'customer' : 'agent',
        text: `履歴 ${i}`,
        files: [],
        at: '2026-11-01T01:00:00Z',
      });
    await page.reload();
    const panel = page.frameLocator('iframe');
    await launcher(page).click();
    await panel.getByText('履歴 130', { exact: true }).waitFor();
    expect(await panel.locator('.msg').count()).toBe(50);
    const anchor = panel.getByText('履歴 81', { exact: true });
    await panel.getByRole('log').evaluate((el) => el.scrollTo(0, 0));
    await until('the second page', async () => (await panel.locator('.msg').count()) >= 100);
    expect(await anchor.isVisible()).toBe(true);
    const [inner, outer] = [await anchor.boundingBox(), await panel.getByRole('log').boundingBox()];
    expect(inner && outer && inner.y >= outer.y && inner.y < outer.y + outer.height).toBe(true);
    await panel.getByRole('log').evaluate((el) => el.scrollTo(0, 0));
    await until('all', async () => (await panel.locator('.msg').count()) === 130);
    expect(await panel.locator('[aria-live=polite][aria-atomic]').innerText()).toBe('');
  }));

it('keeps two people of one browser apart', () =>
  withMock(async (mock, origin) => {
    const { page } = await visit(`${origin}${SHOP}signin.html`);
    await page.getByRole('button', { name: /田中 美咲/ }).click();
    await page.getByText('田中 美咲 様としてログインしました').waitFor();
    let panel = await openPanel(page);
    await panel.getByText('田中 美咲 様としてご利用中').waitFor();
    await panel.getByRole('textbox').fill('田中の相談');
    await page.keyboard.press('Enter');
    await panel.locator('.msg.own:not(.pending)').waitFor();
    await panel.getByRole('textbox').fill('田中の書きかけ');
    await page.getByRole('button', { name: /佐藤 健一/ }).click();
    await panel.getByText('佐藤 健一 様としてご利用中').waitFor();
    expect(await panel.getByText('田中の相談').count()).toBe(0);
    expect(await panel.getByRole('textbox').inputValue()).toBe('');
    expect(mock.visitors.size).toBe(2);
    await page.getByRole('button', { name: 'ログアウト' }).first().click();
    await until('forgotten', async () => (await panel.getByText('佐藤 健一').count()) === 0);
    await page.goto(origin + SHOP);
    panel = await openPanel(page);
    expect(mock.visitors.size).toBe(3);
    expect(mock.latest().identified).toBeNull();
  }));

it('asks for a contact where the channel wants it, and offers it elsewhere', () =>
  withMock(async (mock, origin) => {
    mock.config.ask_contact = true;
    const { page } = await visit(origin + SHOP);
    const panel = await openPanel(page);
    await panel.getByRole('button', { name: '相談をはじめる' }).click();
    await panel.getByText('お名前かメールアドレスのどちらかを入力してください。').waitFor();
    await panel.getByLabel('メールアドレス').fill('a@b');
    await panel.getByRole('button', { name: '相談をはじめる' }).click();
    await panel.getByText('メールアドレスの形をご確認ください。').waitFor();
    await panel.getByLabel('メールアドレス').fill('a@example.com');
    await panel.getByRole('button', { name: '相談をはじめる' }).click();
    await panel.getByRole('textbox', { name: 'メッセージ' }).waitFor();
    await until('the contact', () => mock.latest().contact?.email === 'a@example.com');
  }));

it('works on a shop of another origin, which cannot speak for the panel', () =>
  withMock(async (mock, origin) => {
    const html = `<!doctype html><html lang="ja"><title>別の店</title><body>
      <script src="${origin}/widget.js" data-channel="koyori" async></script>`;
    const shop = createServer((_, res) => res.setHeader('Content-Type', 'text/html').end(html));
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const { page, errors } = await visit(
      `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`,
    );
    const panel = await openPanel(page);
    await page.evaluate(() => window.postMessage({ madoguchi: 1, m: { t: 'close' } }, '*'));
    await panel.getByRole('textbox').fill('別の店から');
    await panel.getByRole('button', { name: '送信' }).click();
    await until('stored', () => mock.latest().messages.length === 1);
    expect(await page.locator('iframe').isVisible()).toBe(true);
    await panel.getByRole('button', { name: 'チャットを閉じる' }).click();
    await until('closed', async () => !(await page.locator('iframe').isVisible()));
    expect(errors).toEqual([]);
    shop.close();
    shop.closeAllConnections();
  }));
