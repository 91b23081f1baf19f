import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";
import en from "@/i18n/en/common.json";
import ja from "@/i18n/ja/common.json";
import { customerName } from "./names";

const texts = i18next.createInstance();
beforeAll(async () => {
  const resources = { ja: { common: ja }, en: { common: en } };
  await texts.init({ resources, defaultNS: "common", interpolation: { escapeValue: false } });
});

it.each([
  ["佐藤 花子", false, "佐藤 花子 様", "佐藤 花子"],
  ["佐藤", true, "佐藤 様(未確認)", "佐藤 (unverified)"],
  ["", true, "未特定のお客様", "Unidentified customer"],
])("names %j, anonymous: %s", (name, anonymous, japanese, english) => {
  const customer = { name, anonymous };
  expect(customerName(customer, texts.getFixedT("ja", "common"))).toBe(japanese);
  expect(customerName(customer, texts.getFixedT("en", "common"))).toBe(english);
});
