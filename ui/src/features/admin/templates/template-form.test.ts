import { expect, it } from "vitest";
import type { Template } from "@/api/types";
import { newTemplate, templateChange, templateDraft, withGap } from "./template-form";

const stored: Template = {
  id: "t-1",
  name: "お礼",
  shortcut: "orei",
  ja: "ありがとうございます。",
  en: "",
  category: null,
  actions: { category: "c-1", priority: null, after: "resolve" },
  archived: false,
  version: 3,
};

it("sends only what changed, and the actions whole", () => {
  const base = templateDraft(stored);
  expect(templateChange(base, { ...base, ja: "どうも。" })).toEqual({ ja: "どうも。" });
  expect(templateChange(base, { ...base, setCategory: null })).toEqual({
    actions: { category: undefined, priority: undefined, after: "resolve" },
  });
  expect(templateChange(base, { ...base, after: null, category: "c-2" })).toEqual({
    category: "c-2",
    actions: { category: "c-1", priority: undefined, after: undefined },
  });
});

it("makes a new one of what was typed", () => {
  const draft = { ...templateDraft(stored), name: " お礼 ", after: null };
  expect(newTemplate(draft)).toMatchObject({ name: "お礼", shortcut: "orei", category: null });
});

it("puts a gap where the caret stands", () => {
  expect(withGap("様", 0, "customer.name")).toEqual({ text: "{{ customer.name }}様", caret: 19 });
});
