import { vi } from "vitest";
import type { StreamEvent } from "@/realtime/protocol";
import type { SocketLike } from "@/realtime/socket";

/** The server's end of a desk's line. */
export class FakeLine implements SocketLike {
  readyState = 0;
  sent: unknown[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  /** One batch of the log. */
  tell(seq: number, ...events: StreamEvent[]): void {
    this.say({ seq, events });
  }
  die(code = 1006): void {
    this.onclose?.({ code });
  }
}

/** Puts a line in the place of the browser's WebSocket; answers what is open at the moment. */
export function fakeLine(): () => FakeLine {
  const lines: FakeLine[] = [];
  vi.stubGlobal(
    "WebSocket",
    class extends FakeLine {
      constructor(url: string) {
        super(url);
        lines.push(this);
      }
    },
  );
  return () => {
    const line = lines.at(-1);
    if (!line) throw new Error("no line was opened");
    return line;
  };
}
