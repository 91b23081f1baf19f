import { expect, test } from "vitest";
import { policyOf, samePolicy, typedOf } from "./days";

test("a policy is typed and read back; what is empty is kept for ever", () => {
  const policy = { email: { contents: 730, files: 365 } };
  const typed = typedOf(policy, ["email", "web_chat"]);
  expect(typed.email).toEqual({ originals: "", files: "365", contents: "730" });
  expect(typed.web_chat?.contents).toBe("");
  expect(policyOf(typed)).toEqual(policy);
});

test("full-width digits are digits, words are nothing", () => {
  expect(policyOf({ form: { contents: "３６５ " } })).toEqual({ form: { contents: 365 } });
  expect(policyOf({ form: { contents: "一年" } })).toBeNull();
  expect(policyOf({ form: { contents: "-1" } })).toBeNull();
});

test("what differs only in what is not said is the same", () => {
  expect(samePolicy({ email: {} }, {})).toBe(true);
  expect(samePolicy({ email: { files: 30 } }, { email: { files: 31 } })).toBe(false);
});
