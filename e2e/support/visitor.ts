import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { until } from "./api";

/** A message as the visitor sees it (docs/web-chat-protocol.md). */
export interface ChatMessage {
  n: number;
  id: string;
  cid?: string;
  from: "customer" | "agent" | "system";
  name?: string;
  text: string;
  files: { id: string; name: string; mime: string; bytes: number; url: string }[];
}

export interface VisitorOptions {
  url: string;
  channel: string;
  /** The page the widget stands on. */
  page?: { url: string; title: string };
  contact?: { name?: string; email?: string };
  /** The visitor's own address, as a trusted proxy reports it. */
  address?: string;
}

type Frame =
  | { t: "ack"; cid: string; m: ChatMessage }
  | { t: "message"; m: ChatMessage }
  | { t: "ready"; last: number }
  | { t: "state"; state: string; agent: string | null }
  | { t: "refused"; cid: string; code: string; retry_after: number | null }
  | { t: "typing" | "read" | "pong" | "resync" };

/** A customer who speaks the public chat protocol, without a browser. */
export class Visitor {
  /** Every message that came, in the order in which it came; one that came twice stands twice. */
  readonly heard: ChatMessage[] = [];
  state = "none";
  readonly #waiting = new Map<string, (frame: Frame) => void>();
  #ready = false;

  private constructor(
    private readonly socket: WebSocket,
    readonly token: string,
  ) {
    socket.on("message", (text) => this.#hear(JSON.parse(String(text)) as Frame));
  }

  static async come(options: VisitorOptions, token?: string, since = 0): Promise<Visitor> {
    const { url, channel, page, contact, address } = options;
    const forwarded: Record<string, string> = address ? { "x-forwarded-for": address } : {};
    const answer = await fetch(`${url}/chat/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...forwarded },
      body: JSON.stringify({ channel, visitor: token, locale: "ja", page, contact }),
    });
    if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
    const session = (await answer.json()) as { visitor: string; state: string };
    const socket = new WebSocket(`${url.replace("http", "ws")}/chat/v1/stream`, {
      headers: { origin: url, ...forwarded },
    });
    await once(socket, "open");
    const visitor = new Visitor(socket, session.visitor);
    visitor.state = session.state;
    socket.send(JSON.stringify({ t: "hello", visitor: session.visitor, since }));
    await until("the replay has ended", () => visitor.#ready);
    return visitor;
  }

  /** Sends a line and returns once the server has it durably; waits when the server says so. */
  async say(text: string): Promise<ChatMessage> {
    const cid = randomUUID();
    for (;;) {
      const frame = await new Promise<Frame>((resolve) => {
        this.#waiting.set(cid, resolve);
        this.socket.send(JSON.stringify({ t: "send", cid, text, files: [] }));
      });
      if (frame.t === "ack") return frame.m;
      if (frame.t !== "refused" || frame.retry_after === null) {
        throw new Error(`refused: ${JSON.stringify(frame)}`);
      }
      await sleep(frame.retry_after * 1000);
    }
  }

  /** The agents' words so far. */
  get answers(): string[] {
    return this.heard.filter((m) => m.from === "agent").map((m) => m.text);
  }

  leave(): void {
    this.socket.close();
  }

  #hear(frame: Frame): void {
    if (frame.t === "message") this.heard.push(frame.m);
    else if (frame.t === "ready") this.#ready = true;
    else if (frame.t === "state") this.state = frame.state;
    else if (frame.t === "ack" || frame.t === "refused") this.#waiting.get(frame.cid)?.(frame);
  }
}
