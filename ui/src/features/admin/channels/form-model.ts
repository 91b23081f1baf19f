import type { Channel, ChannelChange, NewChannel, SettingField } from "@/api/admin-types";
import type { ChannelKind, QueueId } from "@/api/types";
import { changedFields, same } from "../draft";

/** The headings of a settings form, in their order; unknown ones follow. */
export const GROUPS = ["general", "fields", "look", "receive", "send"] as const;

/** A secret in the form: its value never comes from the server. */
export type SecretDraft = { mode: "keep" } | { mode: "set"; value: string } | { mode: "remove" };

/** The form of a channel. */
export interface ChannelDraft {
  name: string;
  queue: QueueId | null;
  active: boolean;
  /** Every setting that is no secret, as text. */
  settings: Record<string, string>;
  secrets: Record<string, SecretDraft>;
}

/** The fields under their headings, in the order of the headings, without empty ones. */
export function grouped(
  fields: readonly SettingField[],
): { group: string; fields: SettingField[] }[] {
  const known: readonly string[] = GROUPS;
  const others = fields.map((field) => field.group).filter((group) => !known.includes(group));
  return [...new Set([...known, ...others])]
    .map((group) => ({ group, fields: fields.filter((field) => field.group === group) }))
    .filter((each) => each.fields.length > 0);
}

const isSecret = (field: SettingField) => field.input === "secret";

/** The form of a channel, or of a new one with every default filled in. */
export function channelDraft(fields: readonly SettingField[], channel?: Channel): ChannelDraft {
  const secrets = fields
    .filter(isSecret)
    .map((field): [string, SecretDraft] => [
      field.key,
      channel?.secrets_set.includes(field.key) ? { mode: "keep" } : { mode: "set", value: "" },
    ]);
  const settings = fields
    .filter((field) => !isSecret(field))
    .map((field) => [field.key, channel?.settings[field.key] ?? field.default ?? ""]);
  return {
    name: channel?.name ?? "",
    queue: channel?.queue ?? null,
    active: channel?.active ?? true,
    settings: Object.fromEntries(settings),
    secrets: Object.fromEntries(secrets),
  };
}

/** Required fields that are empty, by key. */
export function missing(fields: readonly SettingField[], draft: ChannelDraft): string[] {
  const filled = (field: SettingField) => {
    if (!isSecret(field)) return (draft.settings[field.key] ?? "").trim() !== "";
    const secret = draft.secrets[field.key];
    return secret?.mode === "keep" || (secret?.mode === "set" && secret.value !== "");
  };
  return fields
    .filter((field) => field.required && field.default === null && !filled(field))
    .map((field) => field.key);
}

/** Secrets to send: a new value, or an empty text that removes one. */
function sentSecrets(draft: ChannelDraft): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [key, secret] of Object.entries(draft.secrets)) {
    if (secret.mode === "set" && secret.value !== "") sent[key] = secret.value;
    if (secret.mode === "remove") sent[key] = "";
  }
  return sent;
}

/** What is sent for a changed channel: only what changed. */
export function channelChange(base: ChannelDraft, draft: ChannelDraft): ChannelChange {
  const { name, active, queue } = changedFields(base, draft);
  const settings = { ...changedFields(base.settings, draft.settings), ...sentSecrets(draft) };
  return {
    name,
    active,
    queue: queue ?? undefined,
    settings: same(settings, {}) ? undefined : (settings as Record<string, string>),
  };
}

/** What is sent for a new channel; empty settings are left to the server's defaults. */
export function newChannel(kind: ChannelKind, draft: ChannelDraft): NewChannel {
  const settings = Object.entries(draft.settings).filter(([, value]) => value.trim() !== "");
  return {
    kind,
    name: draft.name.trim(),
    queue: draft.queue ?? "",
    settings: { ...Object.fromEntries(settings), ...sentSecrets(draft) },
  };
}

export type Health = "off" | "failing" | "working" | "untried";

/** Whether a channel works, as far as is known. A chat and a form need no other server to work. */
export function healthOf(channel: Channel): Health {
  if (!channel.active) return "off";
  if (channel.last_error) return "failing";
  const alone = channel.kind === "web_chat" || channel.kind === "form";
  return channel.last_ok_at || alone ? "working" : "untried";
}

/** The line that a shop puts into its pages. */
export function embedLine(origin: string, key: string): string {
  return `<script src="${origin}/widget.js" data-channel="${key}" async></script>`;
}
