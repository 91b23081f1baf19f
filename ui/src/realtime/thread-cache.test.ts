import { describe, expect, it } from "vitest";
import type { Message, Thread } from "@/api/types";
import { message } from "@/testing/builders";
import { withMessage } from "./thread-cache";

const page = (messages: Message[], more = false): Thread => ({ messages, more });
const seqs = (pages: Thread[]) => pages.map((each) => each.messages.map((m) => m.seq));

describe("withMessage", () => {
  const pages = [page([message({ seq: 5 }), message({ seq: 7 })]), page([message({ seq: 1 })])];

  it("appends what is new", () => {
    expect(seqs(withMessage(pages, message({ seq: 9 })))).toEqual([[5, 7, 9], [1]]);
  });

  it("keeps the order of the log when entries arrive out of order", () => {
    expect(seqs(withMessage(pages, message({ seq: 6 })))).toEqual([[5, 6, 7], [1]]);
  });

  it("never shows an entry twice, and takes the later state of it", () => {
    const again = message({ seq: 7, id: pages[0]?.messages[1]?.id, delivery: "read" });
    const result = withMessage(pages, again);
    expect(seqs(result)).toEqual([[5, 7], [1]]);
    expect(result[0]?.messages[1]?.delivery).toBe("read");
  });

  it("finds it on older pages too", () => {
    const old = message({ seq: 1, id: pages[1]?.messages[0]?.id, delivery: "failed" });
    expect(withMessage(pages, old)[1]?.messages[0]?.delivery).toBe("failed");
  });
});
