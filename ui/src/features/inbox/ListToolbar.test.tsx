import { act, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { press, render, type } from "@/testing/render";
import { ListToolbar } from "./ListToolbar";

/** The toolbar over an address that changes when the test says so. */
async function toolbar() {
  const searched: (string | undefined)[] = [];
  let land: (q: string) => void = () => {};
  function Page() {
    const [q, setQ] = useState("");
    land = setQ;
    return (
      <ListToolbar
        title="未解決"
        view="open"
        search={{ q }}
        onSearch={(change) => searched.push(change.q)}
        folded={false}
        onFold={() => {}}
      />
    );
  }
  const host = await render(<Page />);
  const box = host.querySelector<HTMLInputElement>("input[type=search]");
  if (!box) throw new Error("no search box");
  return { box, searched, land: (q: string) => act(async () => land(q)) };
}

const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

/** What an input method shows while it converts, and the end of it. */
async function converting(box: HTMLInputElement, text: string) {
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(box, text);
    box.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
  });
}
const converted = (box: HTMLInputElement) =>
  act(
    async () => void box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true })),
  );

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("never changes what is typed while a search is under way", async () => {
  const { box, searched, land } = await toolbar();
  await type(box, "返品 ");
  await pass(400);
  expect(searched).toEqual(["返品"]);
  await type(box, "返品 送料");
  await land("返品");
  expect(box.value).toBe("返品 送料");
  await pass(400);
  await type(box, "返品 送料の");
  await pass(400);
  // Two searches at once; the older one arrives first.
  await land("返品 送料");
  expect(box.value).toBe("返品 送料の");
  await land("返品 送料の");
  expect(searched).toEqual(["返品", "返品 送料", "返品 送料の"]);
  expect(box.value).toBe("返品 送料の");
});

it("takes what somebody else put into the address", async () => {
  const { box, searched, land } = await toolbar();
  await type(box, "返品");
  await pass(400);
  await land("返品");
  await type(box, "返品の");
  await land("");
  expect(box.value).toBe("");
  await pass(400);
  expect(searched).toEqual(["返品"]);
});

it("searches for words when their conversion is over", async () => {
  const { box, searched } = await toolbar();
  await converting(box, "h");
  await converting(box, "へんぴん");
  await pass(2_000);
  expect(searched).toEqual([]);
  await converting(box, "返品");
  await converted(box);
  await pass(400);
  expect(searched).toEqual(["返品"]);
  expect(box.value).toBe("返品");
});

it("searches at once with Enter, also for the same words again", async () => {
  const { box, searched } = await toolbar();
  await type(box, "返品");
  await press(box, { key: "Enter" });
  await pass(0);
  await press(box, { key: "Enter" });
  await pass(0);
  expect(searched).toEqual(["返品", "返品"]);
});
