/**
 * Random runs of two tabs, a server and a network that cuts connections, loses what is in
 * flight, refuses, resyncs and lets acks overtake messages. In the end nothing is lost or doubled.
 */
import { describe, expect, it } from 'vitest';
import {
  type Chat,
  type Effect,
  type Event,
  INITIAL,
  type Outgoing,
} from '../../src/app/engine/state.ts';
import { step } from '../../src/app/engine/step.ts';
import type { ChatMessage, ClientFrame, ServerFrame, SessionAnswer } from '../../src/wire.ts';

/** A small generator with a seed (mulberry32), so that a failing run can be repeated. */
function generator(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const CONFIG = {
  title: '',
  greeting: '',
  accent: '',
  locale_default: 'ja',
  max_chars: 100,
  max_files: 1,
  upload: { max_bytes: 1, types: [] },
  ask_contact: false,
  demo: false,
} satisfies SessionAnswer['config'];

/** Timers that only matter where the connection fails. */
const HEALTH = new Set(['deadline', 'ping']);

/** The durable truth. */
class Server {
  log: ChatMessage[] = [];
  private n = 0;

  constructor(private readonly random: () => number) {}

  append(part: Partial<ChatMessage>): ChatMessage {
    this.n += 1 + Math.floor(this.random() * 4);
    const m: ChatMessage = {
      n: this.n,
      id: `id${this.n}`,
      from: 'agent',
      text: '',
      files: [],
      at: '',
      ...part,
    };
    this.log.push(m);
    return m;
  }

  get last(): number {
    return this.n;
  }

  session(): SessionAnswer {
    return {
      visitor: 'v',
      messages: this.log.slice(-50),
      last: this.last,
      state: 'active',
      agent: null,
      identified: null,
      config: CONFIG,
    };
  }
}

/** One tab: the engine, its shared storage, and the two directions of its connection. */
class Tab {
  chat: Chat = INITIAL;
  up: ClientFrame[] = [];
  /** Fan-out and acks travel apart: an ack may overtake. */
  down: ServerFrame[] = [];
  acks: ServerFrame[] = [];
  subscribed = false;
  asked = false;
  connecting = false;
  timers = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly storage: Map<string, Outgoing>,
  ) {
    this.load();
  }

  load(): void {
    this.chat = INITIAL;
    this.cut();
    this.timers.clear();
    this.do({
      e: 'start',
      visitor: 'v',
      identity: null,
      outbox: [...this.storage.values()],
      read: 0,
    });
    this.do({ e: 'connect' });
  }

  do(event: Event): void {
    const { chat, effects } = step(this.chat, event, this.world.now, this.world.random());
    this.chat = chat;
    for (const effect of effects) this.perform(effect);
    this.check();
  }

  /** Holds after every single step. Plain comparisons: this runs a hundred thousand times. */
  private check(): void {
    const { messages, outbox } = this.chat;
    const pending = new Set(outbox.map((o) => o.cid));
    for (const [i, m] of messages.entries()) {
      const before = messages[i - 1];
      if (before && before.n >= m.n)
        throw new Error(`out of order or doubled: ${before.n}, ${m.n}`);
      if (m.cid && pending.has(m.cid)) throw new Error(`${m.cid} is shown and still pending`);
    }
  }

  perform(effect: Effect): void {
    if (effect.do === 'session') this.asked = true;
    else if (effect.do === 'connect') this.connecting = true;
    else if (effect.do === 'disconnect') this.cut();
    else if (effect.do === 'transmit') this.up.push(effect.frame);
    else if (effect.do === 'timer') this.timers.add(effect.timer);
    else if (effect.do === 'cancel') this.timers.delete(effect.timer);
    else if (effect.do === 'keep') this.storage.set(effect.item.cid, effect.item);
    else if (effect.do === 'drop') this.storage.delete(effect.cid);
  }

  /** What is in flight is gone; the server may or may not have read it, which `up` decided. */
  cut(): void {
    this.up = [];
    this.down = [];
    this.acks = [];
    this.subscribed = false;
    this.connecting = false;
    this.asked = false;
  }

  get idle(): boolean {
    return this.chat.link === 'online' && this.chat.outbox.length === 0 && this.up.length === 0;
  }
}

class World {
  now = 1_000_000;
  readonly random: () => number;
  readonly server: Server;
  readonly tabs: Tab[];
  readonly written: string[] = [];
  faulty = true;

  constructor(seed: number) {
    this.random = generator(seed);
    this.server = new Server(this.random);
    const storage = new Map<string, Outgoing>();
    this.tabs = [new Tab(this, storage), new Tab(this, storage)];
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T;
  }

  run(steps: number): void {
    for (let i = 0; i < steps; i++) this.turn();
    this.faulty = false;
    for (let i = 0; i < 3000 && !this.settled(); i++) this.turn();
  }

  settled(): boolean {
    return this.tabs.every((t) => t.idle && t.down.length === 0 && t.acks.length === 0);
  }

  private turn(): void {
    this.now += Math.floor(this.random() * 200);
    const tab = this.pick(this.tabs);
    const roll = this.random();
    if (this.faulty && roll < 0.06) this.write(tab);
    else if (this.faulty && roll < 0.1) this.fanOut(this.server.append({ from: 'agent' }));
    else if (this.faulty && roll < 0.13) this.fault(tab);
    else if (roll < 0.45) this.deliverUp(tab);
    else if (roll < 0.8) this.deliverDown(tab);
    else this.progress(tab);
  }

  private write(tab: Tab): void {
    const cid = `c${this.written.length}`;
    this.written.push(cid);
    tab.do({ e: 'send', cid, text: cid, files: [] });
  }

  private fault(tab: Tab): void {
    const kind = this.random();
    if (kind < 0.6) {
      if (!['socket', 'hello', 'online'].includes(tab.chat.link)) return;
      tab.cut();
      tab.do({ e: 'closed' });
    } else if (kind < 0.8) tab.load();
    else if (tab.subscribed) tab.down.push({ t: 'resync' });
  }

  /** Sessions, connecting and timers. */
  private progress(tab: Tab): void {
    if (tab.asked) {
      tab.asked = false;
      const fails = this.faulty && this.random() < 0.2;
      if (fails) tab.do({ e: 'session-failed', status: 503, title: 'busy', retryAfter: null });
      else tab.do({ e: 'session', answer: this.server.session() });
    } else if (tab.connecting) {
      tab.connecting = false;
      tab.do({ e: 'opened' });
    } else {
      const timer = this.pick([...tab.timers].filter((t) => this.faulty || !HEALTH.has(t)));
      if (!timer) return;
      tab.timers.delete(timer);
      tab.do({ e: 'timer', timer: timer as 'ping' });
    }
  }

  private fanOut(m: ChatMessage): void {
    for (const tab of this.tabs) if (tab.subscribed) tab.down.push({ t: 'message', m });
  }

  private deliverUp(tab: Tab): void {
    const frame = tab.up.shift();
    if (!frame) return;
    if (frame.t === 'hello') {
      tab.subscribed = true;
      for (const m of this.server.log) if (m.n > frame.since) tab.down.push({ t: 'message', m });
      tab.down.push({ t: 'ready', last: this.server.last, state: 'active', agent: null });
    } else if (frame.t === 'ping') {
      tab.acks.push({ t: 'pong' });
    } else if (frame.t === 'send') {
      this.store(tab, frame.cid);
    }
  }

  private store(tab: Tab, cid: string): void {
    if (this.faulty && this.random() < 0.15) {
      tab.acks.push({ t: 'refused', cid, code: 'rate', title: '', retry_after: 1 });
      return;
    }
    let m = this.server.log.find((old) => old.cid === cid);
    if (!m) {
      m = this.server.append({ from: 'customer', cid });
      this.fanOut(m);
    }
    tab.acks.push({ t: 'ack', cid, m });
  }

  private deliverDown(tab: Tab): void {
    const lane = this.random() < 0.5 ? tab.acks : tab.down;
    const frame = lane.shift();
    if (frame) tab.do({ e: 'frame', frame });
  }
}

describe('delivery', () => {
  it('loses nothing and doubles nothing in 200 random runs', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const world = new World(seed);
      world.run(400);
      expect(world.settled(), `seed ${seed} did not come to rest`).toBe(true);
      const stored = world.server.log.flatMap((m) => m.cid ?? []);
      expect([...stored].sort(), `seed ${seed}`).toEqual([...world.written].sort());
      for (const tab of world.tabs) {
        const from = tab.chat.messages[0]?.n ?? 0;
        const expected = world.server.log.filter((m) => m.n >= from);
        expect(
          tab.chat.messages.map((m) => m.id),
          `seed ${seed}`,
        ).toEqual(expected.map((m) => m.id));
        if (!tab.chat.more) expect(tab.chat.messages).toHaveLength(world.server.log.length);
      }
    }
  });
});
