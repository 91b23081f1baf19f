import {
  type ClientFrame,
  parseFrame,
  type ServerFrame,
  type StreamEvent,
  type Topic,
} from "./protocol";

/** What the desk shows of its line to the server. */
export type LinkState = "idle" | "connecting" | "online" | "reconnecting";

/** Milliseconds between two pings; the server drops a line that is silent for much longer. */
const PING_MS = 20_000;
/** Milliseconds without any answer after which the line counts as dead. */
const SILENCE_MS = 45_000;
const BACKOFF_FIRST_MS = 400;
const BACKOFF_MAX_MS = 15_000;

/** What the client needs of a WebSocket, so that tests bring their own. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: never) => void) | null;
}

export interface StreamHooks {
  /** Events in their order on the log; `urgent` ones came without batching. */
  onEvents(events: StreamEvent[], urgent: boolean): void;
  /** What was missed cannot be replayed: read everything again. */
  onResync(): void;
  /** The line is back after it was lost; what goes to this person alone is never replayed. */
  onBack(): void;
  /** The build that serves; a change means that this page is outdated. */
  onVersion(version: string): void;
  /** The session is over (close code 4401). */
  onUnauthorised(): void;
}

/** How long to wait before the n-th attempt (0 = first): exponential with full jitter. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);
  return ceiling / 2 + (random() * ceiling) / 2;
}

/**
 * The one line to the server: subscriptions, resume by sequence number, heartbeat, reconnection.
 * Lives outside React, because StrictMode would open it twice.
 */
export class StreamClient {
  private socket: SocketLike | null = null;
  private readonly topics = new Map<Topic, number>();
  private seq: number | null = null;
  private attempt = 0;
  private wanted = false;
  /** The line was lost, or never came up at the first attempt. */
  private lost = false;
  private heardAt = 0;
  private pingTimer: ReturnType<typeof setInterval> | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly listeners = new Set<() => void>();
  private link: LinkState = "idle";

  constructor(
    private readonly hooks: StreamHooks,
    private readonly open: (since: number | null) => SocketLike,
  ) {}

  /** Opens the line and keeps it open. */
  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.attempt = 0;
    this.connect();
  }

  /** Closes the line for good and forgets where it stood (sign-out). */
  stop(): void {
    this.wanted = false;
    this.lost = false;
    this.seq = null;
    this.drop();
    this.setLink("idle");
  }

  /** Tries at once instead of waiting: the network came back, or the person asked. */
  retryNow(): void {
    if (!this.wanted || this.link === "online" || this.link === "connecting") return;
    this.attempt = 0;
    this.drop();
    this.connect();
  }

  /** Subscribes until the returned function is called; several users of one topic share it. */
  subscribe(topic: Topic): () => void {
    const users = this.topics.get(topic) ?? 0;
    this.topics.set(topic, users + 1);
    if (users === 0) this.send({ subscribe: [topic] });
    let done = false;
    return () => {
      if (done) return;
      done = true;
      const left = (this.topics.get(topic) ?? 1) - 1;
      if (left > 0) this.topics.set(topic, left);
      else {
        this.topics.delete(topic);
        this.send({ unsubscribe: [topic] });
      }
    };
  }

  /** Whether somebody follows a topic. */
  follows(topic: Topic): boolean {
    return this.topics.has(topic);
  }

  /** Sends a frame if the line is up. What must not be lost goes by REST. */
  send(frame: ClientFrame): void {
    if (this.socket && this.link === "online") this.socket.send(JSON.stringify(frame));
  }

  state = (): LinkState => this.link;

  onState = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private connect(): void {
    this.setLink(this.attempt === 0 && this.seq === null ? "connecting" : "reconnecting");
    const socket = this.open(this.seq);
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.heardAt = Date.now();
      this.setLink("online");
      if (this.topics.size > 0) this.send({ subscribe: [...this.topics.keys()] });
      this.pingTimer = setInterval(() => this.ping(), PING_MS);
      this.recover();
    };
    socket.onmessage = (event) => {
      this.heardAt = Date.now();
      const frame = typeof event.data === "string" ? parseFrame(event.data) : null;
      if (frame) this.handle(frame);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.drop();
      if (event.code === 4401) {
        this.wanted = false;
        this.setLink("idle");
        this.hooks.onUnauthorised();
      } else this.scheduleRetry();
    };
  }

  /** Makes up for what a lost line did not bring. */
  private recover(): void {
    if (!this.lost) return;
    this.lost = false;
    this.hooks.onBack();
    // Nothing was received before: there is no place to go on from.
    if (this.seq === null) this.hooks.onResync();
  }

  private handle(frame: ServerFrame): void {
    if ("events" in frame) {
      // An urgent frame overtakes batches that still wait: it must not move the resume point.
      if (!frame.urgent) this.seq = Math.max(this.seq ?? 0, frame.seq);
      this.hooks.onEvents(frame.events, frame.urgent === true);
    } else if ("resync" in frame) {
      this.hooks.onResync();
    } else if ("version" in frame) {
      this.hooks.onVersion(frame.version);
    }
  }

  private ping(): void {
    if (Date.now() - this.heardAt > SILENCE_MS) {
      this.drop();
      this.scheduleRetry();
      return;
    }
    this.send({ ping: 1 });
  }

  private scheduleRetry(): void {
    if (!this.wanted) return;
    this.lost = true;
    this.setLink("reconnecting");
    this.retryTimer = setTimeout(() => this.connect(), backoff(this.attempt));
    this.attempt += 1;
  }

  private drop(): void {
    if (this.pingTimer) clearInterval(this.pingTimer);
    if (this.retryTimer) clearTimeout(this.retryTimer);
    this.pingTimer = null;
    this.retryTimer = null;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private setLink(next: LinkState): void {
    if (this.link === next) return;
    this.link = next;
    for (const listener of this.listeners) listener();
  }
}
