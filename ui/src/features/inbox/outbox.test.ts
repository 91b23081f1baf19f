import { beforeEach, describe, expect, it, vi } from "vitest";
import { message } from "@/testing/builders";
import type { Pending } from "./outbox";

const settle = () => new Promise((done) => setTimeout(done, 0));

const entry = (fields: Partial<Pending>): Pending => ({
  client_id: "m",
  author: "u-1",
  case: "c-1",
  number: 1,
  kind: "outbound",
  text: "発送いたしました。",
  files: [],
  mentions: [],
  at: "2026-11-23T03:00:00Z",
  state: "failed",
  ...fields,
});
const keyOf = (id: string) => `madoguchi.outbox.${id}`;
const store = (each: Pending) => localStorage.setItem(keyOf(each.client_id), JSON.stringify(each));
const stored = (id: string) => JSON.parse(localStorage.getItem(keyOf(id)) ?? "null");

/** The outbox as a page finds it that was just opened. */
async function open() {
  vi.resetModules();
  return import("./outbox");
}

/** What the server is sent; it takes everything, or nothing for a reason. */
function server(status = 200) {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push((JSON.parse(String(init.body)) as { client_id: string }).client_id);
    return status === 200
      ? Response.json(message({ kind: "outbound" }))
      : Response.json({ code: "x", title: "受け付けられません。" }, { status });
  });
  return sent;
}

beforeEach(() => localStorage.clear());

describe("after a reload", () => {
  it("what was refused for good is not sent by itself", async () => {
    store(entry({ client_id: "refused", temporary: false, error: "お客様は退会されています。" }));
    store(entry({ client_id: "unreached", temporary: true }));
    store(entry({ client_id: "unknown", state: "sending" }));
    const sent = server();
    const outbox = await open();
    outbox.retryTemporary("u-1");
    await settle();
    expect(sent.sort()).toEqual(["unknown", "unreached"]);
    expect(stored("refused")).toMatchObject({ state: "failed", temporary: false });
  });
});

describe("with several tabs", () => {
  it("a message sent here leaves those of other tabs as they are", async () => {
    const outbox = await open();
    store(entry({ client_id: "theirs" }));
    server(503);
    outbox.send(entry({ client_id: "mine" }));
    await settle();
    expect(stored("theirs")).not.toBeNull();
    expect(stored("mine")).toMatchObject({ state: "failed", temporary: true });
  });

  it("what another tab got through is not sent again", async () => {
    store(entry({ client_id: "both", temporary: true }));
    const sent = server();
    const outbox = await open();
    localStorage.removeItem(keyOf("both"));
    window.dispatchEvent(new StorageEvent("storage", { key: keyOf("both"), newValue: null }));
    outbox.retryTemporary("u-1");
    await settle();
    expect(sent).toEqual([]);
  });
});

describe("failures", () => {
  it("are told once for each message, however often it is tried", async () => {
    const outbox = await open();
    const told: string[] = [];
    outbox.onFailure((each) => told.push(each.client_id));
    server(503);
    outbox.send(entry({ client_id: "a" }));
    await settle();
    outbox.retryTemporary("u-1");
    await settle();
    expect(told).toEqual(["a"]);
    outbox.retry("a");
    await settle();
    expect(told).toEqual(["a", "a"]);
  });

  it("are told again when waiting helps no longer", async () => {
    const outbox = await open();
    const told: boolean[] = [];
    outbox.onFailure((each) => told.push(each.temporary === true));
    server(503);
    outbox.send(entry({ client_id: "b" }));
    await settle();
    server(409);
    outbox.retryTemporary("u-1");
    await settle();
    expect(told).toEqual([true, false]);
  });
});
