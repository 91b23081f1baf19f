import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

/** Milliseconds within which something that must happen has happened. */
const PATIENCE_MS = 30_000;

/** What the scenarios read of a case. */
export interface CaseRow {
  id: string;
  number: number;
  subject: string;
  status: string;
  queue: string;
  owner: string | null;
  channel_kind: "web_chat" | "email" | "form" | "api";
  customer: { id: string; name: string; anonymous: boolean };
}

/** What the scenarios read of a message on the desk. */
export interface Message {
  id: string;
  seq: number;
  case: string;
  kind: "inbound" | "outbound" | "note" | "system";
  text: string;
  files: { id: string; name: string; mime: string; bytes: number }[];
}

export interface CaseDetail {
  case: CaseRow;
  interactions: { page: { url: string; title: string } | null }[];
}

/** One event of the desk's live stream. */
export interface DeskEvent {
  type: string;
  topic: string;
  // biome-ignore lint/suspicious/noExplicitAny: every event has data of its own shape
  data: any;
}

/** Somebody signed in at the API, as another program would be. */
export class Desk {
  private constructor(
    readonly url: string,
    readonly cookie: string,
    private readonly csrf: string,
    readonly id: string,
  ) {}

  static async signIn(url: string, email: string, password: string): Promise<Desk> {
    const answer = await fetch(`${url}/api/v1/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (!answer.ok) throw new Error(`${email} cannot sign in: ${await answer.text()}`);
    const me = (await answer.json()) as { id: string; csrf: string };
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    return new Desk(url, cookie, me.csrf, me.id);
  }

  get = <T>(path: string) => this.#ask<T>("GET", path);
  post = <T>(path: string, body?: unknown) => this.#ask<T>("POST", path, body);
  put = <T>(path: string, body: unknown) => this.#ask<T>("PUT", path, body);
  patch = <T>(path: string, body: unknown, version: number) =>
    this.#ask<T>("PATCH", path, body, { "if-match": `"${version}"` });

  /** Every message of a case, oldest first. */
  async thread(caseId: string): Promise<Message[]> {
    const path = `/cases/${caseId}/messages?limit=200`;
    const { messages, more } = await this.get<{ messages: Message[]; more: boolean }>(path);
    if (more) throw new Error(`the thread of ${caseId} has more than one page`);
    return messages;
  }

  /** The lists of the inbox, one page of 200. */
  async cases(query: string): Promise<CaseRow[]> {
    return (await this.get<{ items: CaseRow[] }>(`/cases?limit=200&${query}`)).items;
  }

  /** Opens the live stream; events go to the listener in their order. */
  async stream(hear: (event: DeskEvent) => void): Promise<DeskStream> {
    const socket = new WebSocket(`${this.url.replace("http", "ws")}/api/v1/stream`, {
      headers: { cookie: this.cookie, origin: this.url },
    });
    socket.on("message", (text) => {
      const frame = JSON.parse(String(text)) as { events?: DeskEvent[] };
      for (const event of frame.events ?? []) hear(event);
    });
    await once(socket, "open");
    return {
      follow: (topic) => socket.send(JSON.stringify({ subscribe: [topic] })),
      leave: (topic) => socket.send(JSON.stringify({ unsubscribe: [topic] })),
      close: () => socket.close(),
    };
  }

  async #ask<T>(method: string, path: string, body?: unknown, extra = {}): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        "x-csrf-token": this.csrf,
        ...extra,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}

export interface DeskStream {
  follow(topic: string): void;
  leave(topic: string): void;
  close(): void;
}

/** Asks again and again until the answer is good, and returns it. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  patience = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${patience} ms in vain: ${what}`);
    await sleep(50);
  }
}
