/** State, events and effects of the chat engine. Plain data; nothing here does I/O. */
import type {
  ChannelConfig,
  ChatMessage,
  ClientFrame,
  ClosedNow,
  Contact,
  ConversationState,
  ServerFrame,
  SessionAnswer,
  UploadedFile,
} from '../../wire.ts';

/**
 * Where the connection stands. `idle`: nothing asked for yet; `session`: asking for a session;
 * `socket`: connecting; `hello`: replaying; `online`; `backoff`: waiting to try again;
 * `closed`: the server refused for good.
 */
export type Link = 'idle' | 'session' | 'socket' | 'hello' | 'online' | 'backoff' | 'closed';

/** A message that the server has not acknowledged. Times are Unix milliseconds. */
export interface Outgoing {
  cid: string;
  text: string;
  files: UploadedFile[];
  at: number;
  /** `waiting`: to be sent; `sent`: on the wire since `sentAt`; `failed`: refused for good. */
  status: 'waiting' | 'sent' | 'failed';
  sentAt?: number;
  problem?: string;
}

/** Everything the view shows and the connection needs. */
export interface Chat {
  link: Link;
  visitor: string | null;
  /** A signed identity that the server has not seen yet. */
  identity: string | null;
  contact: Contact | null;
  /** Why the server did not take the contact; it may be given again. */
  contactRefused: string | null;
  /** Every message up to this number has been received; what a reconnect asks to replay from. */
  since: number;
  /** Ascending by `n`, unique by `id`. */
  messages: ChatMessage[];
  outbox: Outgoing[];
  more: boolean;
  loadingOlder: boolean;
  state: ConversationState;
  agent: string | null;
  identified: { name: string } | null;
  config: ChannelConfig | null;
  closed: ClosedNow | null;
  /** Highest number the agent has seen. */
  seenByAgent: number;
  /** Highest number the visitor has seen, and the highest one the server was told. */
  readByMe: number;
  readTold: number;
  /** The panel is open in a visible tab. */
  looking: boolean;
  /** The visitor pressed "new conversation" after the end of the last one. */
  fresh: boolean;
  typing: string | null;
  typedAt: number;
  /** Consecutive failures to get or keep a connection. */
  failures: number;
  /** The server asked for patience until then: no connection (`quietUntil`), no sends (`holdUntil`). */
  quietUntil: number;
  holdUntil: number;
  /** Counts changes of the person at the keyboard: what is half written is cleared with it. */
  person: number;
  /** The server's words on why something waits or failed. */
  notice: string | null;
}

/** Named timers; setting one replaces the one that runs. */
export type TimerName = 'reconnect' | 'ping' | 'deadline' | 'flush' | 'typing';

/** What can happen to the engine. */
export type Event =
  | {
      e: 'start';
      visitor: string | null;
      identity: string | null;
      outbox: Outgoing[];
      read: number;
    }
  | { e: 'connect' }
  | { e: 'session'; answer: SessionAnswer }
  | { e: 'session-failed'; status: number; title: string; retryAfter: number | null }
  | { e: 'opened' }
  | { e: 'closed' }
  | { e: 'frame'; frame: ServerFrame }
  | { e: 'timer'; timer: TimerName }
  | { e: 'send'; cid: string; text: string; files: UploadedFile[] }
  | { e: 'retry'; cid: string }
  | { e: 'discard'; cid: string }
  | { e: 'type' }
  | { e: 'look'; looking: boolean }
  | { e: 'wake' }
  | { e: 'end' }
  | { e: 'again' }
  | { e: 'older' }
  | { e: 'older-answer'; messages: ChatMessage[]; more: boolean }
  | { e: 'older-failed' }
  | { e: 'identify'; identity: string }
  | { e: 'contact'; contact: Contact }
  | { e: 'reset' }
  | { e: 'visitor-moved'; visitor: string | null; outbox: Outgoing[] };

/** What the shell has to do; the order matters. Times are milliseconds. */
export type Effect =
  | { do: 'session'; visitor: string | null; identity: string | null; contact: Contact | null }
  | { do: 'connect' }
  | { do: 'disconnect' }
  | { do: 'transmit'; frame: ClientFrame }
  | { do: 'timer'; timer: TimerName; ms: number }
  | { do: 'cancel'; timer: TimerName }
  | { do: 'keep'; item: Outgoing }
  | { do: 'drop'; cid: string }
  | { do: 'drop-all' }
  | { do: 'token'; visitor: string | null }
  | { do: 'read-mark'; n: number }
  | { do: 'older'; before: number }
  | { do: 'arrived'; message: ChatMessage };

/** The engine before `start`. */
export const INITIAL: Chat = {
  link: 'idle',
  visitor: null,
  identity: null,
  contact: null,
  contactRefused: null,
  since: 0,
  messages: [],
  outbox: [],
  more: false,
  loadingOlder: false,
  state: 'none',
  agent: null,
  identified: null,
  config: null,
  closed: null,
  seenByAgent: 0,
  readByMe: 0,
  readTold: 0,
  looking: false,
  fresh: false,
  typing: null,
  typedAt: 0,
  failures: 0,
  quietUntil: 0,
  holdUntil: 0,
  person: 0,
  notice: null,
};

/** Number of agent messages the visitor has not seen. */
export function unread(chat: Chat): number {
  return chat.messages.filter((m) => m.from === 'agent' && m.n > chat.readByMe).length;
}
