import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeLine } from "@/testing/line";
import { backoff, StreamClient } from "./socket";

class FakeSocket extends FakeLine {
  constructor(readonly since: number | null) {
    super("");
  }
}

function line() {
  const sockets: FakeSocket[] = [];
  const hooks = {
    onEvents: vi.fn(),
    onResync: vi.fn(),
    onBack: vi.fn(),
    onVersion: vi.fn(),
    onUnauthorised: vi.fn(),
  };
  const client = new StreamClient(hooks, (since) => {
    const socket = new FakeSocket(since);
    sockets.push(socket);
    return socket;
  });
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  };
  return { client, hooks, sockets, last };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("subscriptions", () => {
  it("are sent once per topic and again after a reconnection", () => {
    const { client, last } = line();
    const first = client.subscribe("inbox");
    client.start();
    last().open();
    const second = client.subscribe("inbox");
    client.subscribe("case:1");
    first();
    expect(last().sent).toEqual([{ subscribe: ["inbox"] }, { subscribe: ["case:1"] }]);
    second();
    second();
    expect(last().sent.at(-1)).toEqual({ unsubscribe: ["inbox"] });
    last().die();
    vi.advanceTimersByTime(20_000);
    last().open();
    expect(last().sent).toEqual([{ subscribe: ["case:1"] }]);
  });
});

describe("resume", () => {
  it("asks for everything after the last batch, not after an urgent frame", () => {
    const { client, sockets, hooks, last } = line();
    client.start();
    last().open();
    last().say({ seq: 7, events: [{ type: "typing" }] });
    last().say({ seq: 9, events: [{ type: "offer.created" }], urgent: true });
    expect(hooks.onEvents.mock.calls.map((call) => call[1])).toEqual([false, true]);
    last().die();
    expect(client.state()).toBe("reconnecting");
    vi.advanceTimersByTime(20_000);
    expect(sockets.map((socket) => socket.since)).toEqual([null, 7]);
  });

  it("reads everything again when the server says so", () => {
    const { client, hooks, last } = line();
    client.start();
    last().open();
    last().say({ resync: true });
    expect(hooks.onResync).toHaveBeenCalledTimes(1);
  });

  it("reads everything again when the line was lost before it had brought anything", () => {
    const { client, hooks, last } = line();
    client.start();
    last().open();
    last().say({ version: "1" });
    expect(hooks.onBack).not.toHaveBeenCalled();
    last().die();
    client.retryNow();
    last().open();
    expect(hooks.onBack).toHaveBeenCalledTimes(1);
    expect(hooks.onResync).toHaveBeenCalledTimes(1);
    last().say({ seq: 7, events: [] });
    last().die();
    vi.advanceTimersByTime(20_000);
    last().open();
    expect(hooks.onBack).toHaveBeenCalledTimes(2);
    expect(hooks.onResync).toHaveBeenCalledTimes(1);
  });

  it("begins anew after a sign-out", () => {
    const { client, hooks, last } = line();
    client.start();
    last().open();
    last().die();
    client.stop();
    client.start();
    last().open();
    expect(hooks.onBack).not.toHaveBeenCalled();
    expect(hooks.onResync).not.toHaveBeenCalled();
  });

  it("ignores frames it does not know", () => {
    const { client, hooks, last } = line();
    client.start();
    last().open();
    last().say({ fireworks: true });
    last().onmessage?.({ data: "{" });
    expect(hooks.onEvents).not.toHaveBeenCalled();
  });
});

describe("a broken line", () => {
  it("is noticed by silence", () => {
    const { client, sockets, last } = line();
    client.start();
    last().open();
    vi.advanceTimersByTime(20_000);
    expect(last().sent).toEqual([{ ping: 1 }]);
    vi.advanceTimersByTime(60_000);
    expect(sockets[0]?.closed).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
  });

  it("is not tried again when the session is over", () => {
    const { client, sockets, hooks, last } = line();
    client.start();
    last().open();
    last().die(4401);
    vi.advanceTimersByTime(600_000);
    expect(hooks.onUnauthorised).toHaveBeenCalledTimes(1);
    expect(sockets).toHaveLength(1);
    expect(client.state()).toBe("idle");
  });

  it("is tried at once when the person asks", () => {
    const { client, sockets, last } = line();
    client.start();
    last().open();
    last().die();
    client.retryNow();
    expect(sockets).toHaveLength(2);
    client.stop();
    vi.advanceTimersByTime(600_000);
    expect(sockets).toHaveLength(2);
  });
});

it("waits longer each time, with jitter, up to a limit", () => {
  expect(backoff(0, () => 0)).toBe(200);
  expect(backoff(0, () => 1)).toBe(400);
  expect(backoff(3, () => 1)).toBe(3_200);
  expect(backoff(30, () => 1)).toBe(15_000);
});
