/** The launcher button and the frame behind it. Styles go through `element.style` only (CSP). */
import { type ToApp, type ToLoader, unwrap, wrap } from '../bridge.ts';
import { badge, launcher, paint, place, type Style, sign, style } from './draw.ts';
import { flashTitle } from './title.ts';

/** What the script tag says. */
export interface Options {
  /** Address of the script: the chat server is where it came from. */
  source: string;
  channel: string;
  identity: string | null;
  locale: string | null;
  accent: string | null;
}

const TEXTS = {
  ja: { open: 'チャットで相談する', close: 'チャットを閉じる', unread: '新着' },
  en: { open: 'Chat with us', close: 'Close chat', unread: 'new' },
};

/** The chat on one page. */
export class Chat {
  readonly #url: URL;
  readonly #origin: string;
  readonly #text: (typeof TEXTS)['ja'];
  readonly #host = document.createElement('div');
  readonly #root = this.#host.attachShadow({ mode: 'open' });
  readonly #button = launcher();
  readonly #count = badge();
  readonly #small = matchMedia('(max-width: 480px), (max-height: 480px)');
  readonly #memory: string;
  #frame: HTMLIFrameElement | null = null;
  #talking = false;
  #open = false;
  #unread = 0;
  #queue: ToApp[] = [];
  #overflow = '';

  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
    this.#url = new URL(`widget/${encodeURIComponent(options.channel)}`, options.source);
    this.#origin = this.#url.origin;
    const japanese = (options.locale || navigator.language).toLowerCase().startsWith('ja');
    this.#text = TEXTS[japanese ? 'ja' : 'en'];
    this.#memory = `madoguchi:${options.channel}`;
  }

  /** Draws the launcher; a conversation that is under way is loaded at once, any other on opening. */
  attach(): void {
    this.#host.setAttribute('role', 'region');
    this.#host.setAttribute('aria-label', this.#text.open);
    const known = this.#remembered();
    paint(this.#button, known ?? this.#options.accent ?? '', '#ffffff');
    this.#button.append(this.#count);
    this.#button.onclick = () => this.show(!this.#open);
    this.#host.addEventListener('keydown', (e) => {
      if (e.key === 'Escape' && this.#open) this.show(false);
    });
    addEventListener('message', (e) => this.#receive(e));
    this.#small.addEventListener('change', () => this.#draw());
    window.visualViewport?.addEventListener('resize', () => this.#draw());
    this.#root.append(this.#button);
    document.body.append(this.#host);
    if (known !== null || this.#queue.length > 0 || this.#open) this.#load();
    this.#draw();
  }

  /** Opens or closes the panel; the focus goes in with it and comes back. */
  show(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    if (open) this.#load();
    this.#draw();
    this.#say({ t: open ? 'opened' : 'closed' });
    if (open) this.#frame?.focus();
    else this.#button.focus();
  }

  identify(identity: string): void {
    this.#options.identity = identity;
    if (this.#frame) this.#say({ t: 'identify', identity });
  }

  /** Works before the first opening too: what an earlier visit left behind has to go. */
  reset(): void {
    this.#options.identity = null;
    this.#remember(null);
    this.#say({ t: 'reset' });
    if (this.#host.isConnected) this.#load();
  }

  #load(): void {
    if (this.#frame || !this.#host.isConnected) return;
    this.#frame = document.createElement('iframe');
    this.#frame.title = this.#text.open;
    this.#frame.src = this.#url.href;
    this.#root.prepend(this.#frame);
    this.#draw();
  }

  /** Before the handshake, messages wait; opening and identity are part of `init` anyway. */
  #say(m: ToApp): void {
    if (this.#talking) this.#frame?.contentWindow?.postMessage(wrap(m), this.#origin);
    else if (m.t === 'reset') this.#queue.push(m);
  }

  /** Listens to its own frame only: right window, right origin, right form. */
  #receive(e: MessageEvent): void {
    if (!this.#frame || e.source !== this.#frame.contentWindow || e.origin !== this.#origin) return;
    const m = unwrap<ToLoader>(e.data);
    if (m) this.#hear(m);
  }

  #hear(m: ToLoader): void {
    if (m.t === 'hello') {
      this.#talking = true;
      const page = { url: location.href, title: document.title };
      const { locale, identity } = this.#options;
      this.#say({ t: 'init', locale, identity, page, open: this.#open });
      for (const waiting of this.#queue.splice(0)) this.#say(waiting);
      if (this.#open) this.#frame?.focus();
    } else if (m.t === 'close') {
      this.show(false);
    } else if (m.t === 'look') {
      paint(this.#button, m.accent, m.ink);
      if (this.#remembered() !== null) this.#remember(m.accent);
    } else if (m.t === 'unread') {
      this.#unread = m.count;
      flashTitle(m.count > 0 ? m.label : '');
      this.#draw();
    } else if (m.t === 'known') {
      this.#remember(m.known ? this.#button.style.backgroundColor : null);
    }
  }

  #draw(): void {
    const open = this.#open;
    const text = this.#text;
    const unread = this.#unread;
    const full = this.#small.matches;
    const label = open ? text.close : text.open;
    const button = this.#button;
    button.setAttribute('aria-label', unread > 0 ? `${label} (${text.unread} ${unread})` : label);
    button.setAttribute('aria-expanded', String(open));
    button.title = label;
    sign(button, open);
    // A full-screen panel has its own close button.
    style(button, { display: open && full ? 'none' : 'grid' });
    this.#count.textContent = unread > 99 ? '99+' : String(unread);
    style(this.#count, { display: unread > 0 ? 'block' : 'none' });
    if (this.#frame) place(this.#frame, open, full);
    this.#lockScroll(open && full);
  }

  /** The page behind a full-screen panel stays where it is. */
  #lockScroll(lock: boolean): void {
    const page: Style = document.documentElement.style;
    if (lock && page.overflow !== 'hidden') {
      this.#overflow = page.overflow ?? '';
      page.overflow = 'hidden';
    } else if (!lock && page.overflow === 'hidden') {
      page.overflow = this.#overflow;
    }
  }

  /** The launcher's colour where this browser has a conversation, else null. */
  #remembered(): string | null {
    try {
      return localStorage.getItem(this.#memory);
    } catch {
      return null;
    }
  }

  #remember(colour: string | null): void {
    try {
      if (colour === null) localStorage.removeItem(this.#memory);
      else localStorage.setItem(this.#memory, colour);
    } catch {
      // Without storage the conversation is loaded when the panel opens.
    }
  }
}
