import { afterEach, describe, expect, it } from "vitest";
import { offer } from "@/testing/builders";
import { offerStore } from "./offers";

const ids = () => offerStore.get().map((each) => each.id);

afterEach(() => offerStore.replace([]));

describe("reading the offers", () => {
  it("keeps what came and leaves out what ended while the answer was under way", async () => {
    offerStore.replace([offer({ id: "old" })]);
    let answer: (list: ReturnType<typeof offer>[]) => void = () => {};
    const reading = offerStore.read(
      () =>
        new Promise((done) => {
          answer = done;
        }),
    );
    offerStore.add(offer({ id: "new" }));
    // Not known here yet, but in the answer, which was written before it ended.
    offerStore.remove("ended");
    answer([offer({ id: "ended" }), offer({ id: "standing" })]);
    await reading;
    expect(ids()).toEqual(["standing", "new"]);
  });

  it("changes nothing when there is no answer", async () => {
    offerStore.replace([offer({ id: "known" })]);
    await expect(offerStore.read(() => Promise.reject(new Error("down")))).rejects.toThrow();
    expect(ids()).toEqual(["known"]);
  });
});
