import { act, createElement } from "react";
import { createRoot } from "react-dom/client";
import { expect, test } from "vitest";
import { selectMode, selectOnly, toggle, useSelected, useSelection } from "./selection";

test("cases are selected one by one, all at once, and let go", async () => {
  const seen: (string | null)[] = [];
  const Probe = () => {
    const selection = useSelection();
    const first = useSelected("a");
    seen.push(selection ? `${[...selection].join(",")}|${first}` : null);
    return null;
  };
  const root = createRoot(document.createElement("div"));
  await act(async () => root.render(createElement(Probe)));
  for (const step of [
    () => toggle("a"),
    () => toggle("b"),
    () => toggle("a"),
    () => selectOnly(["a", "c"]),
    () => selectMode(false),
  ]) {
    await act(async () => step());
  }
  expect(seen).toEqual([null, "a|true", "a,b|true", "b|false", "a,c|true", null]);
  await act(async () => root.unmount());
});
