import { expect, test } from "vitest";
import {
  emptyStep,
  movedUp,
  newProcedure,
  procedureChange,
  procedureDraft,
} from "./procedure-form";

const PROCEDURE = {
  id: "p",
  name: "返品",
  category: "c",
  archived: false,
  version: 1,
  steps: [
    { id: "a", text: "写真を見る", required: true },
    { id: "b", text: "お詫びする", required: false },
  ],
};

test("only what changed is sent, and steps keep their ids", () => {
  const base = procedureDraft(PROCEDURE);
  expect(procedureChange(base, { ...base, name: "返品対応" })).toEqual({ name: "返品対応" });
  const steps = [...movedUp(base.steps, 1), { ...emptyStep(), text: " 型番を聞く " }, emptyStep()];
  expect(procedureChange(base, { ...base, steps }).steps).toEqual([
    { id: "b", text: "お詫びする", required: false },
    { id: "a", text: "写真を見る", required: true },
    { id: undefined, text: "型番を聞く", required: false },
  ]);
});

test("a new procedure leaves empty steps out", () => {
  const draft = procedureDraft(undefined);
  const filled = {
    ...draft,
    name: " 破損 ",
    category: "c",
    steps: [{ ...emptyStep(), text: "見る" }, ...draft.steps],
  };
  expect(newProcedure(filled)).toEqual({
    name: "破損",
    category: "c",
    steps: [{ id: undefined, text: "見る", required: false }],
  });
});
