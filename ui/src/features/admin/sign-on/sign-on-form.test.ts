import { expect, it } from "vitest";
import type { SignOnProvider } from "@/api/types";
import { newProvider, providerChange, providerDraft } from "./sign-on-form";

const stored: SignOnProvider = {
  id: "p-1",
  name: "社内ID",
  issuer: "https://id.example.jp",
  client_id: "desk",
  secret_set: true,
  domains: ["example.jp"],
  trusts_emails: false,
  creates_people: false,
  asks_code: false,
  passwords_off: false,
  active: true,
  redirect_uri: "https://desk.example.jp/sign-in/with/p-1/callback",
  version: 3,
};

const sent = (value: object) => JSON.parse(JSON.stringify(value));

it("sends only what changed, and leaves the secret where it is", () => {
  const base = providerDraft(stored);
  expect(sent(providerChange(base, base))).toEqual({});
  const draft = { ...base, domains: "example.jp、example.com\n", asksCode: true };
  expect(sent(providerChange(base, draft))).toEqual({
    domains: ["example.jp", "example.com"],
    asks_code: true,
  });
  expect(sent(providerChange(base, { ...base, secret: "new" }))).toEqual({ client_secret: "new" });
});

it("makes a new one of what was typed", () => {
  const draft = { ...providerDraft(stored), name: " 社内ID ", secret: "" };
  expect(sent(newProvider(draft))).toEqual({
    name: "社内ID",
    issuer: "https://id.example.jp",
    client_id: "desk",
    domains: ["example.jp"],
  });
});
