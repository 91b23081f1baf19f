/**
 * The public web chat protocol as the widget sees it: JSON over HTTP and one WebSocket.
 * Numbers `n` increase within a visitor's history but are not contiguous.
 */

/** A stored file; `url` is signed and relative to the chat server. */
export interface ChatFile {
  id: string;
  name: string;
  mime: string;
  bytes: number;
  url: string;
}

/** One message of the conversation; `at` is RFC 3339. */
export interface ChatMessage {
  n: number;
  id: string;
  cid?: string;
  from: 'customer' | 'agent' | 'system';
  name?: string;
  /** Which line of the system it is; `name` is whom it names. */
  code?: string;
  text: string;
  files: ChatFile[];
  at: string;
}

/** Where the conversation stands; `none` before the first message. */
export type ConversationState = 'none' | 'waiting' | 'active' | 'ended';

/** What an upload answers with, and what a message refers to. */
export interface UploadedFile {
  id: string;
  name: string;
  mime: string;
  bytes: number;
}

/** Settings of the channel. `types` are MIME types, `type/*` or `.ext`. */
export interface ChannelConfig {
  title: string;
  greeting: string;
  accent: string;
  locale_default: string;
  max_chars: number;
  max_files: number;
  upload: { max_bytes: number; types: string[] };
  ask_contact: boolean;
  demo: boolean;
}

/** Nobody is there now; `opens_at` is RFC 3339, `text` the centre's own words or empty. */
export interface ClosedNow {
  opens_at: string | null;
  text: string;
  email: string | null;
}

/** What a visitor says about themselves; claimed, never proof. */
export interface Contact {
  name?: string;
  email?: string;
}

/** Body of `POST /chat/v1/sessions`. */
export interface SessionRequest {
  channel: string;
  visitor?: string;
  identity?: string;
  locale: string;
  page?: { url: string; title: string };
  contact?: Contact;
}

/** Answer of `POST /chat/v1/sessions`; `messages` are the last 50, ascending. */
export interface SessionAnswer {
  visitor: string;
  messages: ChatMessage[];
  last: number;
  /** Whether there are older messages; servers that do not say are taken by the page's length. */
  more?: boolean;
  state: ConversationState;
  agent: string | null;
  identified: { name: string } | null;
  config: ChannelConfig;
  /** Set while nobody is there; older servers do not say. */
  closed?: ClosedNow | null;
}

/** Answer of `GET /chat/v1/messages?before=n`. */
export interface OlderAnswer {
  messages: ChatMessage[];
  more: boolean;
}

/** RFC 9457 problem in the visitor's language; `retry_after` in seconds. */
export interface Problem {
  title: string;
  status: number;
  detail?: string;
  code?: string;
  retry_after?: number;
}

/** Frames the widget sends on the stream. */
export type ClientFrame =
  | { t: 'hello'; visitor: string; since: number }
  | { t: 'send'; cid: string; text: string; files: string[] }
  | { t: 'typing' }
  | { t: 'read'; n: number }
  | { t: 'end' }
  | { t: 'ping' };

/** Frames the server sends on the stream; `retry_after` in seconds. */
export type ServerFrame =
  | { t: 'message'; m: ChatMessage }
  | { t: 'ready'; last: number; state: ConversationState; agent: string | null }
  | { t: 'ack'; cid: string; m: ChatMessage }
  | { t: 'typing'; name: string }
  | { t: 'read'; n: number }
  | { t: 'state'; state: ConversationState; agent: string | null }
  | { t: 'refused'; cid: string; code: string; title: string; retry_after: number | null }
  | { t: 'resync' }
  | { t: 'pong' };

/** Messages in one session answer at most; fewer leave no hole behind them. */
export const SESSION_PAGE = 50;
