import { describe, expect, it } from "vitest";
import type { Thread } from "@/api/types";
import { interaction, message, side } from "@/testing/builders";
import type { Pending } from "./outbox";
import { threadItems } from "./thread-items";

const page = (...messages: Thread["messages"]): Thread => ({ messages, more: false });
const pending = (client_id: string): Pending => ({
  client_id,
  author: "u-1",
  case: "c-1",
  number: 1,
  kind: "outbound",
  text: "",
  files: [],
  mentions: [],
  at: "2026-11-23T03:00:00Z",
  state: "sending",
});

describe("threadItems", () => {
  it("separates days of Japan and sessions on channels", () => {
    const pages = [
      page(
        message({ seq: 2, at: "2026-11-22T14:59:00Z" }),
        message({ seq: 3, at: "2026-11-22T15:01:00Z" }),
        message({ seq: 4, at: "2026-11-22T15:02:00Z", interaction: "i-2" }),
      ),
    ];
    const sessions = [interaction(), interaction({ id: "i-2", channel_kind: "email" })];
    expect(threadItems(pages, sessions, []).map((item) => item.type)).toEqual([
      "day",
      "session",
      "message",
      "day",
      "message",
      "session",
      "message",
    ]);
  });

  it("draws quick successive words of one author as one run", () => {
    const pages = [
      page(
        message({ seq: 1, at: "2026-11-23T03:00:00Z" }),
        message({ seq: 2, at: "2026-11-23T03:01:00Z" }),
        message({ seq: 3, at: "2026-11-23T03:10:00Z" }),
        message({ seq: 4, at: "2026-11-23T03:10:10Z", kind: "outbound", author: "u-1" }),
      ),
    ];
    const runs = threadItems(pages, [], []).flatMap((item) =>
      item.type === "message" ? [item.continued] : [],
    );
    expect(runs).toEqual([false, true, false, false]);
  });

  it("folds what is said outside into one entry, where its newest mail stands", () => {
    const outside = (seq: number, way: "in" | "out") =>
      message({ seq, kind: "note", side: { id: "s-1", way, stranger: false } });
    const pages = [
      page(
        message({ seq: 1 }),
        outside(2, "out"),
        message({ seq: 3, kind: "outbound", author: "u-1" }),
        outside(4, "in"),
        message({ seq: 5 }),
      ),
    ];
    const items = threadItems(pages, [interaction()], [], [side()]);
    expect(items.map((item) => item.type)).toEqual([
      "day",
      "session",
      "message",
      "message",
      "side",
      "message",
    ]);
    const folded = items.find((item) => item.type === "side");
    expect(folded?.messages.map((each) => each.seq)).toEqual([2, 4]);
    // As long as the case is not read again, a mail of a new conversation stands there as a note.
    expect(threadItems(pages, [], [], []).filter((item) => item.type === "message")).toHaveLength(
      5,
    );
  });

  it("shows a message once, from sending to stored, under one key", () => {
    const before = threadItems([page(message({ seq: 1 }))], [], [pending("x")]);
    const after = threadItems(
      [page(message({ seq: 1 }), message({ seq: 2, client_id: "x" }))],
      [],
      [pending("x")],
    );
    expect(before.at(-1)).toMatchObject({ type: "pending", key: "x" });
    expect(after.at(-1)).toMatchObject({ type: "message", key: "x" });
    expect(after.filter((item) => item.key === "x")).toHaveLength(1);
  });
});
