import { expect, test } from "vitest";
import type { Channel, SettingField } from "@/api/admin-types";
import {
  channelChange,
  channelDraft,
  embedLine,
  grouped,
  healthOf,
  missing,
  newChannel,
} from "./form-model";

const field = (key: string, change: Partial<SettingField> = {}): SettingField => ({
  key,
  input: "text",
  label_ja: key,
  label_en: key,
  help_ja: "",
  help_en: "",
  required: false,
  options: [],
  default: null,
  group: "general",
  ...change,
});
const fields = [
  field("smtp_host", { group: "send" }),
  field("address", { required: true }),
  field("special", { group: "weird" }),
  field("imap_port", { group: "receive", input: "number", default: "993", required: true }),
  field("imap_password", { group: "receive", input: "secret", required: true }),
  field("smtp_password", { group: "send", input: "secret" }),
];
const channel: Channel = {
  id: "c",
  kind: "email",
  name: "サポート",
  active: true,
  queue: "q",
  public_key: null,
  settings: { address: "a@example.jp", imap_port: "143" },
  secrets_set: ["imap_password"],
  last_ok_at: null,
  last_error: null,
  version: 3,
};

test("fields stand under their headings, unknown headings last, none empty", () => {
  expect(grouped(fields).map((each) => [each.group, each.fields.length])).toEqual([
    ["general", 1],
    ["receive", 2],
    ["send", 2],
    ["weird", 1],
  ]);
});

test("a new channel begins with the defaults, an old one with what is set", () => {
  expect(channelDraft(fields).settings.imap_port).toBe("993");
  expect(channelDraft(fields, channel).settings.imap_port).toBe("143");
  expect(channelDraft(fields, channel).secrets).toEqual({
    imap_password: { mode: "keep" },
    smtp_password: { mode: "set", value: "" },
  });
});

test("required fields are missed only where neither a value, a secret nor a default stands", () => {
  expect(missing(fields, channelDraft(fields))).toEqual(["address", "imap_password"]);
  expect(missing(fields, channelDraft(fields, channel))).toEqual([]);
  const emptied = channelDraft(fields, channel);
  expect(missing(fields, { ...emptied, settings: { ...emptied.settings, address: " " } })).toEqual([
    "address",
  ]);
});

test("only what changed is sent, and a secret that was not touched never", () => {
  const base = channelDraft(fields, channel);
  expect(channelChange(base, base)).toEqual({});
  expect(channelChange(base, { ...base, name: "新", active: false })).toEqual({
    name: "新",
    active: false,
  });
  const draft = { ...base, settings: { ...base.settings, imap_port: "993" } };
  expect(channelChange(base, draft).settings).toEqual({ imap_port: "993" });
});

test("a secret is replaced by a text and removed by an empty one", () => {
  const base = channelDraft(fields, channel);
  const replaced = {
    ...base,
    secrets: { ...base.secrets, imap_password: { mode: "set" as const, value: " p w " } },
  };
  expect(channelChange(base, replaced).settings).toEqual({ imap_password: " p w " });
  const opened = {
    ...base,
    secrets: { ...base.secrets, imap_password: { mode: "set" as const, value: "" } },
  };
  expect(channelChange(base, opened)).toEqual({});
  const removed = {
    ...base,
    secrets: { ...base.secrets, imap_password: { mode: "remove" as const } },
  };
  expect(channelChange(base, removed).settings).toEqual({ imap_password: "" });
});

test("a new channel sends what was filled in", () => {
  const draft = channelDraft(fields);
  const input = newChannel("email", {
    ...draft,
    name: " サポート ",
    queue: "q",
    settings: { ...draft.settings, address: "a@example.jp" },
  });
  expect(input).toEqual({
    kind: "email",
    name: "サポート",
    queue: "q",
    settings: { address: "a@example.jp", imap_port: "993" },
  });
});

test("health says what is known and no more", () => {
  expect(healthOf(channel)).toBe("untried");
  expect(healthOf({ ...channel, last_ok_at: "2026-11-23T00:00:00Z" })).toBe("working");
  expect(healthOf({ ...channel, last_error: "refused" })).toBe("failing");
  expect(healthOf({ ...channel, last_error: "refused", active: false })).toBe("off");
  expect(healthOf({ ...channel, kind: "web_chat" })).toBe("working");
});

test("the line for the shop names the server and the key", () => {
  expect(embedLine("https://desk.example", "k1")).toBe(
    '<script src="https://desk.example/widget.js" data-channel="k1" async></script>',
  );
});
