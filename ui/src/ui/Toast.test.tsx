import { act } from "react";
import { expect, it, vi } from "vitest";
import { render } from "@/testing/render";
import { ToastRegion, toast } from "./Toast";

const press = (key: string) =>
  act(async () => {
    window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
  });

it("takes the latest way back by Z, each once", async () => {
  const [older, newer, open] = [vi.fn(), vi.fn(), vi.fn()];
  const taken = () => [older.mock.calls.length, newer.mock.calls.length];
  await render(<ToastRegion />);
  await act(async () => {
    toast("統合しました", "ok", { label: "取り消す", run: older, back: true });
    toast("転送しました", "ok", { label: "取り消す", run: newer, back: true });
    toast("送信できませんでした", "ok", { label: "案件を開く", run: open });
  });
  await press("z");
  expect(taken()).toEqual([0, 1]);
  await press("z");
  expect(taken()).toEqual([1, 1]);
  await press("z");
  expect(taken()).toEqual([1, 1]);
  expect(open).not.toHaveBeenCalled();
});
