/** The API's types, named as in `crates/api`. Times are RFC 3339, ids are UUIDs. */

export type UserId = string;
export type TenantId = string;
export type CustomerId = string;
export type CaseId = string;
export type InteractionId = string;
export type MessageId = string;
export type ChannelId = string;
export type QueueId = string;
export type CategoryId = string;
export type OfferId = string;
export type AttachmentId = string;

export type Locale = "ja" | "en";
export type Role =
  | "agent"
  | "supervisor"
  | "planner"
  | "analyst"
  | "marketer"
  | "executive"
  | "admin"
  | "system_admin";
export type Permission =
  | "case.read"
  | "case.write"
  | "case.transfer"
  | "customer.read"
  | "customer.write"
  | "work.take"
  | "board.read"
  | "board.act"
  | "directory.read"
  | "user.manage"
  | "queue.manage"
  | "channel.manage"
  | "audit.read"
  | "tenant.manage"
  | "self.manage";

export type CaseStatus = "waiting" | "assigned" | "pending_customer" | "resolved" | "reopened";
export type Priority = "low" | "normal" | "high" | "urgent";
export type ChannelKind = "web_chat" | "email";
export type Medium = "chat" | "mail" | "task";
export type InteractionState = "open" | "ended";
export type MessageKind = "inbound" | "outbound" | "note" | "system";
export type DeliveryState = "queued" | "sent" | "read" | "failed";
export type Presence = "available" | "away" | "wrap_up" | "offline";
export type WorkState = "waiting" | "offered" | "assigned" | "done";
export type IdentityKind = "email" | "shop" | "visitor";
export type IdentityStrength = "observed" | "claimed" | "verified";
/** Which part of the settings changed. */
export type SettingsPart = "queues" | "categories" | "users" | "channels" | "tenant";

/** One page of a list; `next` is absent on the last one. */
export interface Page<T> {
  items: T[];
  next?: string;
}

export interface TenantView {
  id: TenantId;
  slug: string;
  name: string;
  demo: boolean;
}

export interface Me {
  id: UserId;
  email: string;
  name: string;
  locale: Locale;
  roles: Role[];
  permissions: Permission[];
  tenant: TenantView;
  csrf: string;
  version: string;
}

export type CaseView = "mine" | "waiting" | "unread" | "mentions" | "open" | "resolved" | "all";

export interface CaseQuery {
  view?: CaseView;
  status?: CaseStatus;
  queue?: QueueId;
  channel?: ChannelId;
  owner?: UserId;
  customer?: CustomerId;
  category?: CategoryId;
  q?: string;
  cursor?: string;
  limit?: number;
}

export interface CustomerBrief {
  id: CustomerId;
  name: string;
  anonymous: boolean;
  rank: string | null;
}

export interface CaseRow {
  id: CaseId;
  number: number;
  subject: string;
  status: CaseStatus;
  priority: Priority;
  category: CategoryId | null;
  queue: QueueId;
  owner: UserId | null;
  channel: ChannelId;
  channel_kind: ChannelKind;
  customer: CustomerBrief;
  created_at: string;
  updated_at: string;
  last_message_at: string | null;
  /** When the customer last wrote and nobody has answered yet. */
  waiting_since: string | null;
  snippet: string;
  last_seq: number;
  /** Absent in live updates. */
  read_seq?: number;
  /** For `If-Match`. */
  version: number;
}

export interface CaseCounts {
  mine: number;
  unread: number;
  waiting: number;
  mentions: number;
  open: number;
  queues: { queue: QueueId; waiting: number }[];
}

export interface PageOrigin {
  url: string;
  title: string;
}

export interface InteractionView {
  id: InteractionId;
  channel: ChannelId;
  channel_kind: ChannelKind;
  medium: Medium;
  state: InteractionState;
  started_at: string;
  ended_at: string | null;
  /** Log position up to which the customer has read. */
  customer_read: number | null;
  page: PageOrigin | null;
}

export interface WorkView {
  id: string;
  state: WorkState;
  enqueued_at: string;
  user: UserId | null;
}

export interface ReplyRoute {
  interaction: InteractionId | null;
  channel_kind: ChannelKind | null;
  to: string | null;
  online: boolean;
}

export interface CaseDetail {
  case: CaseRow;
  interactions: InteractionView[];
  work: WorkView | null;
  reply: ReplyRoute;
}

export interface MailAddress {
  name: string | null;
  address: string;
}

export interface MailHead {
  subject: string;
  from: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  automatic: string | null;
  quoted_chars: number;
}

export interface FileView {
  id: AttachmentId;
  name: string;
  mime: string;
  bytes: number;
  url: string;
}

export interface Message {
  id: MessageId;
  /** Position on the log; order of the thread. */
  seq: number;
  case: CaseId;
  interaction: InteractionId;
  kind: MessageKind;
  author: UserId | null;
  at: string;
  text: string;
  has_html: boolean;
  mail: MailHead | null;
  files: FileView[];
  client_id: string | null;
  delivery: DeliveryState | null;
  mentions: UserId[];
}

export interface Thread {
  messages: Message[];
  more: boolean;
}

export type AfterReply = "pending_customer" | "keep" | "resolve";

export interface Reply {
  text: string;
  files: AttachmentId[];
  client_id: string;
  subject?: string;
  then?: AfterReply;
}

export interface Note {
  text: string;
  files: AttachmentId[];
  mentions: UserId[];
  client_id: string;
}

export interface CaseChange {
  subject?: string;
  priority?: Priority;
  category?: CategoryId | null;
}

/** Where a case is handed to: exactly one of `queue` and `user`. */
export interface Transfer {
  queue?: QueueId;
  user?: UserId;
  note?: string;
}

export interface NewCase {
  customer: CustomerId;
  channel: ChannelId;
  to: string;
  subject: string;
  text: string;
  files: AttachmentId[];
  client_id: string;
}

export interface CustomerRow {
  id: CustomerId;
  external_id: string | null;
  name: string;
  kana: string;
  company: string;
  rank: string | null;
  email: string | null;
  phone: string;
  anonymous: boolean;
}

export interface Candidate {
  customer: CustomerRow;
  reason: string;
}

export interface Identity {
  kind: IdentityKind;
  value: string;
  strength: IdentityStrength;
  last_seen_at: string;
}

/** An amount in minor units (yen: 1; dollar: cents). */
export interface Money {
  minor: number;
  currency: string;
}

export interface OrderSummary {
  count: number;
  totals: Money[];
  last_at: string | null;
}

export interface Customer {
  id: CustomerId;
  external_id: string | null;
  name: string;
  kana: string;
  company: string;
  phone: string;
  rank: string | null;
  note: string;
  tags: string[];
  attributes: Record<string, string>;
  anonymous: boolean;
  identities: Identity[];
  orders: OrderSummary;
  open_cases: number;
  cases: number;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface OrderItem {
  name: string;
  quantity: number;
  unit_minor: number | null;
}

export interface Order {
  id: string;
  number: string;
  ordered_at: string;
  total: Money;
  status: string;
  items: OrderItem[];
}

export interface NewCustomer {
  name: string;
  kana: string;
  company: string;
  phone: string;
  email?: string;
}

export interface CustomerChange {
  name?: string;
  kana?: string;
  company?: string;
  phone?: string;
  rank?: string;
  note?: string;
  tags?: string[];
  attributes?: Record<string, string>;
  add_email?: string;
}

export type TimelineKind =
  | "case_opened"
  | "case_resolved"
  | "case_reopened"
  | "message_in"
  | "message_out"
  | "note"
  | "order"
  | "identified";

export interface TimelineEntry {
  id: string;
  at: string;
  kind: TimelineKind;
  case: CaseId | null;
  case_number: number | null;
  channel_kind: ChannelKind | null;
  text: string;
  amount: Money | null;
}

export interface Offer {
  id: OfferId;
  work: string;
  user: UserId;
  case: CaseId;
  case_number: number;
  subject: string;
  snippet: string;
  customer: CustomerBrief;
  queue: QueueId;
  channel_kind: ChannelKind;
  medium: Medium;
  priority: Priority;
  enqueued_at: string;
  expires_at: string;
}

export interface AgentState {
  user: UserId;
  state: Presence;
  since: string;
  chats: number;
  mails: number;
  chat_capacity: number;
  mail_capacity: number;
  /** Queues the agent serves. */
  queues: QueueId[];
}

export interface BoardRow {
  queue: QueueId;
  waiting: number;
  offered: number;
  longest_since: string | null;
  in_progress: number;
  available: number;
  signed_in: number;
}

export interface Board {
  at: string;
  queues: BoardRow[];
  agents: AgentState[];
}

export interface UserBrief {
  id: UserId;
  name: string;
  roles: Role[];
  active: boolean;
}

export interface QueueBrief {
  id: QueueId;
  name: string;
  archived: boolean;
}

export interface CategoryView {
  id: CategoryId;
  parent: CategoryId | null;
  name: string;
  position: number;
  archived: boolean;
}

export interface ChannelBrief {
  id: ChannelId;
  kind: ChannelKind;
  name: string;
  active: boolean;
}

export interface Directory {
  users: UserBrief[];
  queues: QueueBrief[];
  categories: CategoryView[];
  channels: ChannelBrief[];
}
