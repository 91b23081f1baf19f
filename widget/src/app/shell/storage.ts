/** What the widget remembers in this browser, per channel; in memory where storage is blocked. */
import type { Outgoing } from '../engine/state.ts';

/** The part of the Web Storage API in use. */
export type Area = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Storage that lives as long as the page. */
export function memoryArea(): Area {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (i) => [...map.keys()][i] ?? null,
    getItem: (k) => map.get(k) ?? null,
    setItem: (k, v) => void map.set(k, v),
    removeItem: (k) => void map.delete(k),
  };
}

/** The browser's storage when it can be written, else memory. */
export function openArea(open: () => Storage): Area {
  try {
    const area = open();
    area.setItem('madoguchi:probe', '1');
    area.removeItem('madoguchi:probe');
    return area;
  } catch {
    return memoryArea();
  }
}

/** The memory of one channel. Each unacknowledged message has its own key: tabs do not collide. */
export class Memory {
  private readonly prefix: string;

  constructor(
    private readonly area: Area,
    /** Storage of this tab alone, for what is half written. */
    private readonly tab: Area,
    channel: string,
  ) {
    this.prefix = `madoguchi:${channel}:`;
  }

  get visitor(): string | null {
    return this.area.getItem(this.visitorKey);
  }

  set visitor(token: string | null) {
    this.put('visitor', token);
  }

  get visitorKey(): string {
    return `${this.prefix}visitor`;
  }

  get read(): number {
    return Number(this.area.getItem(`${this.prefix}read`)) || 0;
  }

  set read(n: number) {
    this.put('read', n === 0 ? null : String(n));
  }

  get sound(): boolean {
    return this.area.getItem(`${this.prefix}sound`) === 'on';
  }

  set sound(on: boolean) {
    this.put('sound', on ? 'on' : null);
  }

  /** Whether the visitor has told how to reach them. */
  get contactGiven(): boolean {
    return this.area.getItem(`${this.prefix}contact`) === 'given';
  }

  set contactGiven(given: boolean) {
    this.put('contact', given ? 'given' : null);
  }

  get draft(): string {
    return this.tab.getItem(`${this.prefix}draft`) ?? '';
  }

  set draft(text: string) {
    attempt(() => this.tab.setItem(`${this.prefix}draft`, text));
  }

  /** Somebody else is at the keyboard: nothing half written may be theirs to see. */
  forgetPerson(): void {
    this.draft = '';
    this.contactGiven = false;
  }

  /** The unacknowledged messages, oldest first; unreadable entries are removed. */
  outbox(): Outgoing[] {
    const items: Outgoing[] = [];
    for (const key of this.outKeys()) {
      const item = parseOutgoing(this.area.getItem(key));
      if (item) items.push(item);
      else this.area.removeItem(key);
    }
    return items.sort((a, b) => a.at - b.at);
  }

  keep(item: Outgoing): void {
    this.put(`out:${item.cid}`, JSON.stringify(item));
  }

  drop(cid: string): void {
    this.put(`out:${cid}`, null);
  }

  dropAll(): void {
    for (const key of this.outKeys()) this.area.removeItem(key);
  }

  private outKeys(): string[] {
    const start = `${this.prefix}out:`;
    const keys: string[] = [];
    for (let i = 0; i < this.area.length; i++) {
      const key = this.area.key(i);
      if (key?.startsWith(start)) keys.push(key);
    }
    return keys;
  }

  private put(name: string, value: string | null): void {
    const key = this.prefix + name;
    attempt(() => (value === null ? this.area.removeItem(key) : this.area.setItem(key, value)));
  }
}

/** A full storage costs us the memory across reloads, never the running conversation. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // See above: nothing to do about it.
  }
}

function parseOutgoing(text: string | null): Outgoing | null {
  try {
    const item = JSON.parse(text ?? '') as Partial<Outgoing> | null;
    const sound =
      typeof item?.cid === 'string' &&
      typeof item.text === 'string' &&
      typeof item.at === 'number' &&
      Array.isArray(item.files) &&
      (item.status === 'waiting' || item.status === 'sent' || item.status === 'failed');
    return sound ? (item as Outgoing) : null;
  } catch {
    return null;
  }
}
