/** Who may speak to whom: the loader and the frame take messages from each other only. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Parent } from '../../src/app/shell/parent.ts';
import { type ToApp, unwrap, wrap } from '../../src/bridge.ts';
import { Chat } from '../../src/loader/chat.ts';

const HOST = 'https://chat.example';

/** A `message` event as the browser would deliver it. */
function deliver(data: unknown, origin: string, source: unknown): void {
  const event = new Event('message');
  Object.assign(event, { data, origin, source });
  window.dispatchEvent(event);
}

describe('the envelope', () => {
  it('is recognised, anything else is not', () => {
    expect(unwrap(wrap({ t: 'close' }))).toEqual({ t: 'close' });
    for (const odd of [
      null,
      'x',
      7,
      {},
      { madoguchi: 2, m: { t: 'x' } },
      { madoguchi: 1, m: null },
    ]) {
      expect(unwrap(odd)).toBeNull();
    }
  });
});

describe('the loader', () => {
  let chat: Chat;
  let sent: { m: ToApp; target: string }[];
  let frameWindow: object;
  const host = () => document.body.lastElementChild as HTMLElement;
  const frame = () => host().shadowRoot?.querySelector('iframe') as HTMLIFrameElement;
  const button = () => host().shadowRoot?.querySelector('button') as HTMLButtonElement;
  const say = (m: object, origin = HOST, source: unknown = frameWindow) =>
    deliver(wrap(m), origin, source);

  function start(options: Partial<ConstructorParameters<typeof Chat>[0]> = {}): void {
    chat = new Chat({
      source: `${HOST}/widget.js`,
      channel: 'shop 1',
      identity: 'jwt',
      locale: 'ja',
      accent: null,
      ...options,
    });
    chat.attach();
  }

  /** The frame's window, as far as the loader uses it. */
  function watch(): void {
    sent = [];
    frameWindow = {
      postMessage: (data: unknown, target: string) =>
        sent.push({ m: unwrap<ToApp>(data) as ToApp, target }),
    };
    Object.defineProperty(frame(), 'contentWindow', { value: frameWindow });
  }

  beforeEach(() => {
    localStorage.clear();
    document.body.replaceChildren();
    document.title = '店';
  });

  afterEach(() => chat.show(false));

  it('loads the frame from where the script came from, and only when it is opened', () => {
    start();
    expect(frame()).toBeNull();
    chat.show(true);
    expect(frame().src).toBe(`${HOST}/widget/shop%201`);
    expect(button().getAttribute('aria-expanded')).toBe('true');
  });

  it('answers the greeting of its frame, to the chat server’s origin only', () => {
    start();
    chat.show(true);
    watch();
    say({ t: 'hello' });
    expect(sent).toMatchObject([
      { target: HOST, m: { t: 'init', identity: 'jwt', locale: 'ja', open: true } },
    ]);
  });

  it('ignores other origins, other windows and other messages', () => {
    start();
    chat.show(true);
    watch();
    say({ t: 'hello' }, 'https://evil.example');
    say({ t: 'hello' }, HOST, window);
    deliver({ t: 'hello' }, HOST, frameWindow);
    expect(sent).toEqual([]);
    say({ t: 'close' }, 'https://evil.example');
    say({ t: 'close' }, HOST, window);
    expect(frame().style.display).toBe('block');
    say({ t: 'close' });
    expect(frame().style.display).toBe('none');
  });

  it('says nothing before the greeting and passes a waiting reset after it', () => {
    start();
    chat.reset();
    watch();
    expect(sent).toEqual([]);
    say({ t: 'hello' });
    expect(sent.map((x) => x.m.t)).toEqual(['init', 'reset']);
    expect(sent[0]?.m).toMatchObject({ identity: null });
  });

  it('hands on a sign-in, whether the frame is there or not', () => {
    start({ identity: null });
    chat.identify('first');
    chat.show(true);
    watch();
    say({ t: 'hello' });
    expect(sent[0]?.m).toMatchObject({ t: 'init', identity: 'first' });
    chat.identify('second');
    expect(sent.at(-1)?.m).toEqual({ t: 'identify', identity: 'second' });
  });

  it('shows the count on the launcher and in the title, and gives the title back', () => {
    vi.useFakeTimers();
    start();
    chat.show(true);
    watch();
    chat.show(false);
    say({ t: 'unread', count: 2, label: '【新着2件】' });
    expect(document.title).toBe('【新着2件】店');
    expect(button().getAttribute('aria-label')).toContain('2');
    vi.advanceTimersByTime(1600);
    expect(document.title).toBe('店');
    vi.advanceTimersByTime(1600);
    expect(document.title).toBe('【新着2件】店');
    document.title = '別のページ';
    vi.advanceTimersByTime(1600);
    say({ t: 'unread', count: 0, label: '' });
    expect(document.title).toBe('別のページ');
    vi.useRealTimers();
  });

  it('remembers that there is a conversation and loads it at once on the next page', () => {
    start();
    chat.show(true);
    watch();
    say({ t: 'known', known: true });
    chat.show(false);
    document.body.replaceChildren();
    start();
    expect(frame()).not.toBeNull();
    expect(frame().style.display).toBe('none');
  });
});

describe('the frame', () => {
  const PARENT = { postMessage: vi.fn() };
  let heard: ToApp[];
  let parent: Parent;
  const init: ToApp = {
    t: 'init',
    locale: null,
    identity: null,
    page: { url: '', title: '' },
    open: true,
  };

  beforeEach(() => {
    // Earlier frames of this file still listen; they must not be heard here.
    const mine: ToApp[] = [];
    heard = mine;
    PARENT.postMessage.mockClear();
    const self = {
      parent: PARENT,
      addEventListener: (name: string, f: EventListener) => window.addEventListener(name, f),
    } as unknown as Window;
    parent = new Parent(self, (m) => mine.push(m));
    parent.greet();
  });

  it('greets everybody but tells things only to the page that answered', () => {
    expect(PARENT.postMessage).toHaveBeenCalledWith(wrap({ t: 'hello' }), '*');
    parent.say({ t: 'close' });
    expect(PARENT.postMessage).toHaveBeenCalledTimes(1);
    deliver(wrap(init), 'https://shop.example', PARENT);
    parent.say({ t: 'close' });
    expect(PARENT.postMessage).toHaveBeenLastCalledWith(
      wrap({ t: 'close' }),
      'https://shop.example',
    );
  });

  it('takes the first greeting’s origin and nothing from any other window or origin', () => {
    deliver(wrap({ t: 'identify', identity: 'x' }), 'https://shop.example', PARENT);
    deliver(wrap(init), 'https://evil.example', window);
    deliver(wrap(init), 'null', PARENT);
    expect(heard).toEqual([]);
    deliver(wrap(init), 'https://shop.example', PARENT);
    deliver(wrap({ t: 'reset' }), 'https://evil.example', PARENT);
    deliver(wrap(init), 'https://shop.example', PARENT);
    deliver(wrap({ t: 'opened' }), 'https://shop.example', PARENT);
    expect(heard.map((m) => m.t)).toEqual(['init', 'opened']);
  });
});
