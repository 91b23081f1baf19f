import type {
  Answer,
  Ask,
  CategoryId,
  ChannelId,
  ChannelKind,
  Locale,
  QueueId,
  Role,
  TenantId,
  UserId,
} from "./types";

/** A person's account. */
export interface User {
  id: UserId;
  email: string;
  name: string;
  roles: Role[];
  locale: Locale;
  active: boolean;
  chat_capacity: number;
  mail_capacity: number;
  queues: QueueId[];
  created_at: string;
  version: number;
}

export interface NewUser {
  email: string;
  name: string;
  roles: Role[];
  password: string;
  locale?: Locale;
  chat_capacity?: number;
  mail_capacity?: number;
  queues: QueueId[];
}

export type UserChange = Partial<
  Pick<User, "name" | "roles" | "active" | "chat_capacity" | "mail_capacity" | "queues">
>;

export interface Queue {
  id: QueueId;
  name: string;
  offer_seconds: number;
  archived: boolean;
  members: UserId[];
  version: number;
}

export interface NewQueue {
  name: string;
  offer_seconds?: number;
  members: UserId[];
}

export type QueueChange = Partial<Pick<Queue, "name" | "offer_seconds" | "archived" | "members">>;

export interface NewCategory {
  parent?: CategoryId;
  name: string;
}

export interface CategoryChange {
  name?: string;
  position?: number;
  archived?: boolean;
}

export interface DispositionChange {
  name?: string;
  position?: number;
  archived?: boolean;
}

export type SettingInput =
  | "text"
  | "number"
  | "bool"
  | "secret"
  | "select"
  | "multiline"
  | "colour"
  | "form_fields"
  | "mail_channel"
  | "url";

/** One field of a channel's settings form. */
export interface SettingField {
  key: string;
  input: SettingInput;
  label_ja: string;
  label_en: string;
  help_ja: string;
  help_en: string;
  required: boolean;
  options: string[];
  default: string | null;
  group: string;
}

/** Whose signatures a secret of an API channel is for: the messenger's, or this server's. */
export type HookDirection = "in" | "out";

export interface HookSecret {
  /** Shown once. */
  secret: string;
}

/** A form that is being set and not stored yet. */
export interface FormDraft {
  settings: Record<string, string>;
  locale: Locale;
}

export interface FormPreview {
  /** A page for a sandboxed frame. */
  html: string;
}

export interface ChannelKindView {
  kind: ChannelKind;
  name_ja: string;
  name_en: string;
  fields: SettingField[];
}

export interface Channel {
  id: ChannelId;
  kind: ChannelKind;
  name: string;
  active: boolean;
  queue: QueueId;
  public_key: string | null;
  settings: Record<string, string>;
  /** Secret fields that are set; their values never leave the server. */
  secrets_set: string[];
  last_ok_at: string | null;
  last_error: string | null;
  version: number;
}

export interface NewChannel {
  kind: ChannelKind;
  name: string;
  queue: QueueId;
  settings: Record<string, string>;
}

export interface ChannelChange {
  name?: string;
  active?: boolean;
  queue?: QueueId;
  settings?: Record<string, string>;
}

export interface ChannelTestStep {
  step: string;
  ok: boolean;
  text: string;
}

export interface ChannelTest {
  steps: ChannelTestStep[];
}

export interface AuditQuery {
  action?: string;
  user?: UserId;
}

export interface AuditEntry {
  id: string;
  at: string;
  user: UserId | null;
  action: string;
  target: string;
  detail: unknown;
  ip: string | null;
}

export interface Tenant {
  id: TenantId;
  slug: string;
  name: string;
  created_at: string;
}

export interface NewTenant {
  slug: string;
  name: string;
  admin_email: string;
  admin_name: string;
  admin_password: string;
}

/** Business hours, and the queues that keep them. */
export type BusinessHours = Answer<"BusinessHours">;
export type Holidays = BusinessHours["holidays"];
export type NewBusinessHours = Ask<"NewBusinessHours">;
export type BusinessHoursChange = Ask<"BusinessHoursChange">;

/** A token with which programs act for a person. */
export type ApiToken = Answer<"ApiToken">;
export type NewApiToken = Ask<"NewApiToken">;
export type MadeApiToken = Answer<"MadeApiToken">;

/** An address that is told what happens. */
export type Webhook = Answer<"Webhook">;
export type WebhookKind = Answer<"WebhookKind">;
export type WebhookState = Answer<"WebhookState">;
export type NewWebhook = Ask<"NewWebhook">;
export type WebhookChange = Ask<"WebhookChange">;
export type MadeWebhook = Answer<"MadeWebhook">;
export type WebhookTest = Answer<"WebhookTest">;
export type WebhookDelivery = Answer<"WebhookDelivery">;
export type Replayed = Answer<"Replayed">;

/** What is promised of which cases. */
export type SlaPolicy = Answer<"SlaPolicy">;
export type NewSlaPolicy = Ask<"NewSlaPolicy">;
export type SlaPolicyChange = Ask<"SlaPolicyChange">;
