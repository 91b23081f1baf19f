/** Runs the engine in a browser: performs its effects and feeds it with what happens. */
import type { ChatMessage, ServerFrame, SessionRequest } from '../../wire.ts';
import { type Chat, type Effect, type Event, INITIAL, type TimerName } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import { ApiError, getOlder, postSession } from './api.ts';
import type { Memory } from './storage.ts';

/** The server takes no more of the page's address and title, which only help the agent. */
const URL_MAX = 2_000;
const TITLE_MAX = 200;

/** What the runner needs to know of its surroundings. */
export interface Surroundings {
  channel: string;
  locale: string;
  memory: Memory;
  page: { url: string; title: string } | null;
}

/** One conversation's engine, connection and listeners. */
export class Runner {
  chat: Chat = INITIAL;
  /** Called with each new message of somebody else that is not part of the history. */
  readonly arrivals = new Set<(message: ChatMessage) => void>();
  private socket: WebSocket | null = null;
  private asking: AbortController | null = null;
  private readonly timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly env: Surroundings) {}

  /** Calls `listener` after each change; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Feeds one event to the engine and performs what it asks for. */
  dispatch(event: Event): void {
    const { chat, effects } = step(this.chat, event, Date.now(), Math.random());
    if (chat.person !== this.chat.person) this.env.memory.forgetPerson();
    this.chat = chat;
    for (const effect of effects) this.perform(effect);
    for (const listener of this.listeners) listener();
  }

  /** Loads what the browser remembers and watches the network, the tab and other tabs. */
  start(identity: string | null): void {
    const { memory } = this.env;
    const { visitor, read } = memory;
    this.dispatch({ e: 'start', visitor, identity, outbox: memory.outbox(), read });
    const wake = () => this.dispatch({ e: 'wake' });
    addEventListener('online', wake);
    addEventListener('offline', wake);
    addEventListener('pageshow', wake);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') wake();
    });
    addEventListener('storage', (e) => {
      if (e.key !== memory.visitorKey && e.key !== null) return;
      // The stored value, not the event's: of two tabs that wrote at once, one has won.
      this.dispatch({ e: 'visitor-moved', visitor: memory.visitor, outbox: memory.outbox() });
    });
  }

  private perform(effect: Effect): void {
    const { memory } = this.env;
    switch (effect.do) {
      case 'session':
        return void this.askSession(effect);
      case 'connect':
        return this.connect();
      case 'disconnect':
        return this.disconnect();
      case 'transmit':
        if (this.socket?.readyState === WebSocket.OPEN) {
          this.socket.send(JSON.stringify(effect.frame));
        }
        return;
      case 'timer':
        clearTimeout(this.timers.get(effect.timer));
        this.timers.set(
          effect.timer,
          setTimeout(() => this.dispatch({ e: 'timer', timer: effect.timer }), effect.ms),
        );
        return;
      case 'cancel':
        return clearTimeout(this.timers.get(effect.timer));
      case 'keep':
        return memory.keep(effect.item);
      case 'drop':
        return memory.drop(effect.cid);
      case 'drop-all':
        return memory.dropAll();
      case 'token':
        memory.visitor = effect.visitor;
        return;
      case 'read-mark':
        memory.read = effect.n;
        return;
      case 'older':
        return void this.askOlder(effect.before);
      case 'arrived':
        for (const hear of this.arrivals) hear(effect.message);
    }
  }

  private async askSession(effect: Extract<Effect, { do: 'session' }>): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const { channel, locale, page } = this.env;
    const body: SessionRequest = { channel, locale };
    if (effect.visitor !== null) body.visitor = effect.visitor;
    if (effect.identity !== null) body.identity = effect.identity;
    if (effect.contact !== null) body.contact = effect.contact;
    if (page !== null) {
      body.page = { url: page.url.slice(0, URL_MAX), title: page.title.slice(0, TITLE_MAX) };
    }
    let event: Event;
    try {
      event = { e: 'session', answer: await postSession(body, asking.signal) };
    } catch (error) {
      const { status, title, retryAfter } =
        error instanceof ApiError ? error : new ApiError(0, '', null);
      event = { e: 'session-failed', status, title, retryAfter };
    }
    if (!asking.signal.aborted) this.dispatch(event);
  }

  private async askOlder(before: number): Promise<void> {
    const { visitor } = this.chat;
    if (visitor === null) return;
    let event: Event;
    try {
      event = { e: 'older-answer', ...(await getOlder(visitor, before)) };
    } catch {
      event = { e: 'older-failed' };
    }
    if (this.chat.visitor === visitor) this.dispatch(event);
  }

  private connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/chat/v1/stream`);
    this.socket = socket;
    const current = () => this.socket === socket;
    socket.onopen = () => current() && this.dispatch({ e: 'opened' });
    socket.onclose = () => current() && this.dispatch({ e: 'closed' });
    socket.onmessage = (message) => {
      const frame = parseFrame(message.data);
      if (current() && frame) this.dispatch({ e: 'frame', frame });
    };
  }

  /** Leaves the socket and any session request; neither is heard of again. */
  private disconnect(): void {
    this.asking?.abort();
    this.asking = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

/** Reads one frame; unknown or broken ones are ignored, so that newer servers may say more. */
function parseFrame(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null;
  try {
    const frame = JSON.parse(data) as Partial<ServerFrame> | null;
    return typeof frame?.t === 'string' ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
