import { expect, test } from "vitest";
import {
  addable,
  choicesText,
  type FormField,
  moved,
  newField,
  parseChoices,
  parseFields,
  storedFields,
} from "./form-fields";

const STORED =
  '{"fields":[{"key":"name","input":"name","label":{"ja":"お名前","en":"Name"},"required":true},' +
  '{"key":"wish","input":"choice","label":{"ja":"希望"},"help":{"ja":"任意"},"choices":[{"ja":"はい","en":"Yes"},{"ja":"いいえ"}]},' +
  '{"key":"files","input":"files","label":{"ja":"写真"},"files":3}]}';

test("what the server stored is written back as it was", () => {
  const fields = parseFields(STORED) as FormField[];
  expect(fields.map((field) => field.key)).toEqual(["name", "wish", "files"]);
  expect(storedFields(fields)).toBe(STORED);
  expect(parseFields("{}")).toBeNull();
  expect(parseFields('{"fields":[{"key":"a","input":"nonsense","label":{"ja":"x"}}]}')).toBeNull();
});

test("some things are asked once only, and every field has a key of its own", () => {
  const fields = parseFields(STORED) as FormField[];
  expect(addable(fields)).not.toContain("name");
  expect(addable(fields)).toContain("text");
  const first = newField("text", fields, []);
  expect(first.key).toBe("text");
  expect(newField("text", [...fields, first], []).key).toBe("text_2");
  expect(newField("category", fields, ["a", "b"]).categories).toEqual(["a", "b"]);
});

test("a field moves by one place and not over the edge", () => {
  const fields = parseFields(STORED) as FormField[];
  const keys = (list: FormField[]) => list.map((field) => field.key);
  expect(keys(moved(fields, 0, 1))).toEqual(["wish", "name", "files"]);
  expect(keys(moved(fields, 0, -1))).toEqual(["name", "wish", "files"]);
  expect(keys(moved(fields, 2, 1))).toEqual(["name", "wish", "files"]);
});

test("choices are typed one a line, the English after a bar", () => {
  const choices = parseChoices("はい | Yes\n\n いいえ｜No \n未定");
  expect(choices).toEqual([
    { ja: "はい", en: "Yes" },
    { ja: "いいえ", en: "No" },
    { ja: "未定", en: "" },
  ]);
  expect(parseChoices(choicesText(choices))).toEqual(choices);
});

test("a consent keeps its purpose, its ways and words of its own", () => {
  const stored =
    '{"fields":[{"key":"news","input":"consent","label":{"ja":"ご案内"},' +
    '"purpose":"p-1","channels":["mail","sms"],"wording":{"ja":"同意します。"}}]}';
  expect(storedFields(parseFields(stored) as FormField[])).toBe(stored);
  const fresh = newField("consent", [], []);
  expect([fresh.purpose, fresh.channels, fresh.required]).toEqual([null, ["mail"], false]);
});
