/** Start of the frame: shake hands with the shop's page, then show the conversation. */
import { render } from 'preact';
import type { ToApp } from '../bridge.ts';
import { unread } from './engine/state.ts';
import { chooseLocale, fill, type Locale, textsOf } from './i18n.ts';
import { takeHanded } from './shell/handed.ts';
import { Parent } from './shell/parent.ts';
import { Runner } from './shell/runner.ts';
import { chime } from './shell/sound.ts';
import { Memory, openArea } from './shell/storage.ts';

import { lookOf } from './text/colour.ts';
import './styles.css';
import { App, type Panel } from './view/App.tsx';

type Init = Extract<ToApp, { t: 'init' }>;

const channel = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
const memory = new Memory(
  openArea(() => localStorage),
  openArea(() => sessionStorage),
  channel,
);

// Whoever took a link goes on as its visitor. What another one wrote stays behind.
const handed = takeHanded(document);
if (handed !== null && memory.visitor !== handed) {
  memory.forgetPerson();
  memory.dropAll();
  memory.read = 0;
  memory.visitor = handed;
}

/** One shown conversation and its place in the page. */
class Frame implements Panel {
  readonly runner: Runner;
  readonly locale: Locale;
  readonly memory = memory;
  /** Called when the panel opens, to place the focus. */
  onOpen: (() => void) | null = null;
  private open: boolean;
  private said = '';

  constructor(
    init: Init,
    private readonly parent: Parent,
  ) {
    this.locale = chooseLocale(init.locale, navigator.language);
    this.open = init.open;
    this.runner = new Runner({ channel, locale: this.locale, memory, page: init.page });
    this.runner.subscribe(() => this.tell());
    this.runner.arrivals.add(() => {
      if (memory.sound && !this.runner.chat.looking) chime();
    });
    document.addEventListener('visibilitychange', () => this.look());
    this.runner.start(init.identity);
    if (this.open || memory.visitor !== null) this.runner.dispatch({ e: 'connect' });
    this.look();
  }

  get embedded(): boolean {
    return this.parent.present;
  }

  close(): void {
    this.parent.say({ t: 'close' });
  }

  hear(m: ToApp): void {
    if (m.t === 'opened' || m.t === 'closed') {
      this.open = m.t === 'opened';
      this.look();
      if (!this.open) return;
      this.runner.dispatch({ e: 'connect' });
      this.runner.dispatch({ e: 'wake' });
      this.onOpen?.();
    } else if (m.t === 'identify') {
      this.runner.dispatch({ e: 'identify', identity: m.identity });
    } else if (m.t === 'reset') {
      this.runner.dispatch({ e: 'reset' });
    }
  }

  private look(): void {
    const looking = this.open && document.visibilityState === 'visible';
    this.runner.dispatch({ e: 'look', looking });
  }

  /** Colours, language and the unread count for whoever draws the launcher; only what changed. */
  private tell(): void {
    const { chat } = this.runner;
    const count = this.open ? 0 : unread(chat);
    const look = chat.config ? lookOf(chat.config.accent) : null;
    const known = chat.messages.length > 0 || chat.outbox.length > 0;
    const saying = JSON.stringify([count, look, known]);
    if (saying === this.said) return;
    this.said = saying;
    if (look) {
      this.parent.say({ t: 'look', ...look });
      const { style } = document.documentElement;
      style.setProperty('--accent', look.accent);
      style.setProperty('--ink', look.ink);
    }
    const label = count > 0 ? fill(textsOf(this.locale).unreadTitle, { n: count }) : '';
    this.parent.say({ t: 'unread', count, label });
    this.parent.say({ t: 'known', known });
  }
}

let frame: Frame | null = null;

function begin(init: Init): void {
  frame = new Frame(init, shop);
  document.documentElement.lang = frame.locale;
  render(<App panel={frame} />, document.body);
  if (init.open) frame.onOpen?.();
}

const shop = new Parent(window, (m) => {
  if (m.t === 'init') begin(m);
  else frame?.hear(m);
});

if (shop.present) {
  shop.greet();
} else {
  const page = { url: location.href, title: document.title };
  begin({ t: 'init', locale: null, identity: null, page, open: true });
}
