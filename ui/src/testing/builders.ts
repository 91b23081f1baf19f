import type { CaseRow, InteractionView, Message, Offer, Side } from "@/api/types";

let next = 1;

/** A message with everything a test does not care about. */
export function message(fields: Partial<Message> = {}): Message {
  const seq = fields.seq ?? next++;
  return {
    id: `m-${seq}`,
    seq,
    case: "c-1",
    interaction: "i-1",
    kind: "inbound",
    author: null,
    at: "2026-11-23T03:00:00Z",
    text: `text ${seq}`,
    has_html: false,
    mail: null,
    files: [],
    client_id: null,
    delivery: null,
    mentions: [],
    code: null,
    about: null,
    side: null,
    ...fields,
  };
}

/** A conversation with somebody outside with everything a test does not care about. */
export function side(fields: Partial<Side> = {}): Side {
  return {
    id: "s-1",
    case: "c-1",
    channel: "ch-1",
    subject: "部品の在庫",
    to: [{ name: "修理工場", address: "repair@workshop.example" }],
    state: "waiting",
    started_by: "u-1",
    started_at: "2026-11-23T03:00:00Z",
    waiting_since: "2026-11-23T03:00:00Z",
    last_at: "2026-11-23T03:00:00Z",
    remind_at: null,
    wakes: false,
    version: 1,
    ...fields,
  };
}

/** A case with everything a test does not care about. */
export function caseRow(fields: Partial<CaseRow> = {}): CaseRow {
  const number = fields.number ?? next++;
  return {
    id: `c-${number}`,
    number,
    subject: "",
    status: "waiting",
    priority: "normal",
    category: null,
    queue: "q-1",
    owner: null,
    channel: "ch-1",
    channel_kind: "web_chat",
    customer: { id: "cu-1", name: "佐藤 花子", anonymous: false, rank: null },
    created_at: "2026-11-23T03:00:00Z",
    updated_at: "2026-11-23T03:00:00Z",
    last_message_at: "2026-11-23T03:00:00Z",
    waiting_since: null,
    queued_at: null,
    sla: null,
    snippet: "",
    last_seq: 1,
    read_seq: 1,
    disposition: null,
    held_until: null,
    returns: null,
    joined_into: null,
    cleared: null,
    version: 1,
    ...fields,
  };
}

/** An offer with everything a test does not care about. */
export function offer(fields: Partial<Offer> = {}): Offer {
  const id = fields.id ?? `o-${next++}`;
  return {
    id,
    work: `w-${id}`,
    case: "c-1",
    case_number: 1,
    channel_kind: "web_chat",
    customer: { id: "cu-1", name: "佐藤 花子", anonymous: false, rank: null },
    queue: "q-1",
    user: "u-1",
    medium: "chat",
    priority: "normal",
    subject: "",
    snippet: "土鍋にひびが入りました。",
    enqueued_at: new Date(Date.now() - 5_000).toISOString(),
    expires_at: new Date(Date.now() + 20_000).toISOString(),
    ...fields,
  };
}

/** A session with everything a test does not care about. */
export function interaction(fields: Partial<InteractionView> = {}): InteractionView {
  return {
    id: "i-1",
    channel: "ch-1",
    channel_kind: "web_chat",
    medium: "chat",
    state: "open",
    started_at: "2026-11-23T03:00:00Z",
    ended_at: null,
    customer_read: null,
    page: null,
    ...fields,
  };
}
