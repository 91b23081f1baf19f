import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EntityStore, FLUSH_COUNT, FLUSH_MS } from "./entity-store";

interface Row {
  id: string;
  version: number;
  mine?: number;
}

const row = (id: string, version: number, mine?: number): Row => ({ id, version, mine });

function store() {
  return new EntityStore<Row>(
    (incoming, present) => incoming.version > present.version,
    (incoming, present) => ({ ...incoming, mine: incoming.mine ?? present.mine }),
  );
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("live changes", () => {
  it("are published together, the last one of each row", () => {
    const rows = store();
    const whole = vi.fn();
    const a = vi.fn();
    const b = vi.fn();
    rows.subscribe(whole);
    rows.subscribeRow("a", a);
    rows.subscribeRow("b", b);
    for (let version = 1; version <= 20; version += 1) rows.receive(row("a", version));
    expect(rows.get("a")).toBeUndefined();
    vi.advanceTimersByTime(FLUSH_MS);
    expect(rows.get("a")?.version).toBe(20);
    expect(whole).toHaveBeenCalledTimes(1);
    expect(a).toHaveBeenCalledTimes(1);
    expect(b).not.toHaveBeenCalled();
  });

  it("never go back in time", () => {
    const rows = store();
    rows.put([row("a", 5)]);
    rows.receive(row("a", 4));
    vi.advanceTimersByTime(FLUSH_MS);
    expect(rows.get("a")?.version).toBe(5);
  });

  it("keep what they do not carry", () => {
    const rows = store();
    rows.put([row("a", 1, 42)]);
    rows.receive(row("a", 2));
    rows.receive(row("a", 3));
    vi.advanceTimersByTime(FLUSH_MS);
    expect(rows.get("a")).toEqual({ id: "a", version: 3, mine: 42 });
  });

  it("do not pile up in a hidden tab, where timers hardly run", () => {
    const rows = store();
    for (let n = 0; n < FLUSH_COUNT; n += 1) rows.receive(row(`r${n}`, 1));
    expect(rows.size).toBe(FLUSH_COUNT);
  });
});

it("shows what a request brought at once", () => {
  const rows = store();
  rows.put([row("a", 1), row("b", 1)]);
  expect([...rows.all()].map((each) => each.id)).toEqual(["a", "b"]);
});

describe("rows in doubt", () => {
  it("are not among all rows until they are received again, and are there by id", () => {
    const rows = store();
    rows.put([row("a", 1), row("b", 1), row("c", 2)]);
    rows.receive(row("d", 1));
    rows.doubt();
    expect([...rows.all()]).toEqual([]);
    expect([rows.get("a")?.version, rows.get("d")?.version]).toEqual([1, 1]);
    rows.put([row("a", 2)]);
    // Read before the doubt: it proves nothing.
    rows.put([row("c", 1)]);
    rows.receive(row("b", 2));
    expect([...rows.all()].map((each) => each.id)).toEqual(["a"]);
    vi.advanceTimersByTime(FLUSH_MS);
    expect([...rows.all()].map((each) => each.id)).toEqual(["a", "b"]);
  });
});

describe("a change made here", () => {
  it("is made to the row that waits to be published", () => {
    const rows = new EntityStore<Row>((incoming, present) => incoming.version >= present.version);
    rows.put([row("a", 1)]);
    rows.receive(row("a", 2));
    rows.change("a", (each) => ({ ...each, mine: 7 }));
    expect(rows.get("a")).toEqual({ id: "a", version: 2, mine: 7 });
    rows.change("b", (each) => each);
    expect(rows.size).toBe(1);
  });

  it("takes no doubt away", () => {
    const rows = new EntityStore<Row>((incoming, present) => incoming.version >= present.version);
    rows.put([row("a", 1)]);
    rows.doubt();
    rows.change("a", (each) => ({ ...each, mine: 7 }));
    expect(rows.get("a")?.mine).toBe(7);
    expect([...rows.all()]).toEqual([]);
  });
});

it("forgets rows that nobody looks at", () => {
  const rows = store();
  rows.put([row("a", 1), row("b", 1), row("c", 1)]);
  const stop = rows.subscribeRow("a", () => {});
  rows.prune(0, (each) => each.id === "b");
  expect([...rows.all()].map((each) => each.id)).toEqual(["a", "b"]);
  stop();
  rows.prune(0);
  expect(rows.size).toBe(0);
});

it("forgets what changed longest ago first, and nothing that a list holds", () => {
  const rows = store();
  rows.put([row("a", 1), row("b", 1), row("c", 1), row("d", 1)]);
  rows.put([row("a", 2)]);
  const stop = rows.hold(() => ["b"]);
  rows.prune(3);
  expect([...rows.all()].map((each) => each.id)).toEqual(["b", "d", "a"]);
  rows.prune(1);
  expect([...rows.all()].map((each) => each.id)).toEqual(["b"]);
  stop();
  rows.prune(0);
  expect(rows.size).toBe(0);
});
