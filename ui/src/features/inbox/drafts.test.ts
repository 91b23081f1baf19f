import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT, loadDraft, pruneDrafts, saveDraft } from "./drafts";

const DAY = 86_400_000;

describe("drafts", () => {
  it("come back as they were", () => {
    saveDraft("u", "c", { ...EMPTY_DRAFT, mode: "note", note: "確認中", reply: "お待ちください" });
    expect(loadDraft("u", "c")).toMatchObject({ mode: "note", note: "確認中" });
  });

  it("belong to one person and one case", () => {
    saveDraft("u", "c", { ...EMPTY_DRAFT, reply: "x" });
    expect(loadDraft("v", "c").reply).toBe("");
    expect(loadDraft("u", "d").reply).toBe("");
  });

  it("leave nothing behind when they are empty", () => {
    saveDraft("u", "c", { ...EMPTY_DRAFT, reply: "x" });
    saveDraft("u", "c", EMPTY_DRAFT);
    expect(localStorage).toHaveLength(0);
  });

  it("survive broken storage", () => {
    localStorage.setItem("madoguchi.draft.u.c", "{");
    expect(loadDraft("u", "c")).toEqual(EMPTY_DRAFT);
  });

  it("are forgotten after a month without a touch", () => {
    saveDraft("u", "old", { ...EMPTY_DRAFT, reply: "x" });
    localStorage.setItem("madoguchi.settings", "{}");
    pruneDrafts(Date.now() + 29 * DAY);
    expect(loadDraft("u", "old").reply).toBe("x");
    pruneDrafts(Date.now() + 31 * DAY);
    expect(loadDraft("u", "old").reply).toBe("");
    expect(localStorage.getItem("madoguchi.settings")).toBe("{}");
  });
});
