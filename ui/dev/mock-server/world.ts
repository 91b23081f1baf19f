import type {
  AgentState,
  CaseDetail,
  CaseRow,
  ConsentPurpose,
  Customer,
  CustomerRow,
  Directory,
  FileView,
  InteractionView,
  Me,
  Message,
  MessageKind,
  Offer,
  Order,
  Presence,
  TimelineEntry,
} from "../../src/api/types";
import type { StreamEvent } from "../../src/realtime/protocol";
import { tellRow } from "./board.ts";
import { AGENTS, CATEGORIES, DIALOGUES, QUEUES } from "./content.ts";
import { isAnonymous, makeCustomer, makeOrders } from "./people.ts";
import { caseSla, slaDetail } from "./promises.ts";
import { Random } from "./random.ts";

const MINUTE = 60_000;
const CASES = 420;
const CUSTOMERS = 160;

/** What an event carries, and who gets it. */
export type Sink = (event: StreamEvent, urgent: boolean) => void;

/** The state of the fixture and everything that changes it. */
export class World {
  readonly random = new Random(20_261_123);
  readonly cases = new Map<string, CaseRow>();
  readonly interactions = new Map<string, InteractionView[]>();
  readonly threads = new Map<string, Message[]>();
  readonly customers = new Map<string, Customer>();
  readonly orders = new Map<string, Order[]>();
  readonly offers = new Map<string, Offer>();
  readonly files = new Map<string, { view: FileView; content: Buffer }>();
  readonly purposes: ConsentPurpose[] = [
    {
      id: "purpose-1",
      basis: "consent",
      name_ja: "ご案内・キャンペーン",
      name_en: "News and offers",
      wording_ja: "ご案内をお送りすることに同意します。",
      wording_en: "",
      wording_version: 1,
      position: 0,
      archived: false,
      version: 1,
    },
  ];
  readonly directory: Directory;
  readonly me: Me;
  presence: AgentState;
  agents: AgentState[];
  signedIn = true;
  seq = 1_000;
  private sinks = new Set<Sink>();
  private caseNumber = 24_100;

  constructor(private readonly start = Date.now()) {
    this.directory = this.makeDirectory();
    const user = this.directory.users[0];
    if (!user) throw new Error("no agents");
    this.me = {
      id: user.id,
      email: "tamura@example.jp",
      name: user.name,
      locale: "ja",
      roles: ["agent", "supervisor", "admin", "system_admin"],
      permissions: [
        "case.read",
        "case.write",
        "case.transfer",
        "customer.read",
        "customer.write",
        "work.take",
        "board.read",
        "board.act",
        "directory.read",
        "user.manage",
        "queue.manage",
        "channel.manage",
        "audit.read",
        "tenant.manage",
        "self.manage",
      ],
      tenant: { id: this.random.uuid(), slug: "aoba", name: "青葉くらしの店", demo: true },
      csrf: "fixture",
      version: "fixture",
    };
    this.agents = this.directory.users.map((each, index) => this.makeAgent(each.id, index));
    this.presence = this.agents[0] as AgentState;
    for (let n = 0; n < CUSTOMERS; n += 1) this.addCustomer(n);
    for (let n = CASES; n > 0; n -= 1) this.makeCase(n);
  }

  /** Follows every event until the returned function is called. */
  listen(sink: Sink): () => void {
    this.sinks.add(sink);
    return () => {
      this.sinks.delete(sink);
    };
  }

  emit(event: StreamEvent, urgent = false): void {
    for (const sink of this.sinks) sink(event, urgent);
  }

  private makeDirectory(): Directory {
    const id = () => this.random.uuid();
    const categoryIds = new Map(CATEGORIES.map(([name]) => [name, id()]));
    return {
      users: AGENTS.map((name, index) => ({
        id: id(),
        name,
        roles: index === 0 ? ["agent", "supervisor", "admin"] : ["agent"],
        active: index !== 5,
      })),
      queues: QUEUES.map((name) => ({ id: id(), name, archived: false })),
      categories: CATEGORIES.map(([name, parent], position) => ({
        id: categoryIds.get(name) ?? "",
        parent: parent ? (categoryIds.get(parent) ?? null) : null,
        name,
        position,
        archived: false,
        version: 1,
      })),
      channels: [
        { id: id(), kind: "web_chat", name: "オンラインショップ", active: true },
        { id: id(), kind: "email", name: "support@aoba.example", active: true },
      ],
      dispositions: [],
      resolve_rule: { category: false, disposition: false },
      translates_to: [],
    };
  }

  private makeAgent(user: string, index: number): AgentState {
    const states: Presence[] = [
      "available",
      "available",
      "away",
      "wrap_up",
      "available",
      "offline",
    ];
    return {
      user,
      state: states[index] ?? "offline",
      since: this.at((index * 7 + 3) * MINUTE),
      chats: index % 3,
      mails: index,
      chat_capacity: 3,
      mail_capacity: 10,
      queues: this.directory.queues.filter((_, n) => (n + index) % 3 !== 0).map((each) => each.id),
    };
  }

  /** A time so many milliseconds before the start. */
  at(before: number): string {
    return new Date(this.start - before).toISOString();
  }

  private addCustomer(n: number): void {
    const at = (before: number) => this.at(before);
    const orders = isAnonymous(n) ? [] : makeOrders(this.random, n, at);
    const customer = makeCustomer(this.random, n, orders, at);
    this.customers.set(customer.id, customer);
    this.orders.set(customer.id, orders);
  }

  private makeCase(n: number): void {
    const { random, directory } = this;
    const customer = random.pick([...this.customers.values()]);
    const email = n % 3 === 0;
    const channel = directory.channels[email ? 1 : 0];
    const queue = random.pick(directory.queues);
    const [subject, lines] = DIALOGUES[n % DIALOGUES.length] ?? ["", []];
    const open = n <= 70;
    const mine = open && n % 5 === 1;
    const status = !open ? "resolved" : mine ? (n % 2 ? "assigned" : "pending_customer") : null;
    const owner = mine
      ? this.me.id
      : open && n % 5 > 2
        ? null
        : (directory.users[1 + (n % 4)]?.id ?? null);
    // Who waits has waited minutes; what is being worked on began hours ago.
    const age = owner === null && open ? n * 13_000 : n * 9 * MINUTE;
    const began = open ? age : (n - 50) * 97 * MINUTE;
    this.caseNumber += 1;
    const row: CaseRow = {
      id: random.uuid(),
      number: this.caseNumber,
      subject: email ? subject : "",
      status: status ?? (owner ? "assigned" : "waiting"),
      priority: n % 17 === 0 ? "urgent" : n % 7 === 0 ? "high" : "normal",
      category: n % 4 === 0 ? (random.pick(directory.categories).id ?? null) : null,
      queue: queue.id,
      owner,
      channel: channel?.id ?? "",
      channel_kind: email ? "email" : "web_chat",
      customer: {
        id: customer.id,
        name: customer.name,
        anonymous: customer.anonymous,
        rank: customer.rank,
      },
      created_at: this.at(began),
      updated_at: this.at(began),
      last_message_at: null,
      waiting_since: null,
      queued_at: open && status !== "pending_customer" ? this.at(began) : null,
      sla: null,
      snippet: "",
      last_seq: 0,
      read_seq: 0,
      disposition: null,
      held_until: null,
      returns: null,
      joined_into: null,
      cleared: null,
      version: 1,
    };
    this.cases.set(row.id, row);
    this.threads.set(row.id, []);
    this.interactions.set(row.id, [this.makeInteraction(row, n)]);
    customer.cases += 1;
    if (open) customer.open_cases += 1;
    const said = owner || !open ? lines : lines.slice(0, 1);
    const step = Math.min(4 * MINUTE, began / (said.length + 1));
    for (const [index, line] of said.entries()) {
      const text = line.replace("{agent}", "田村").replace("{n}", String(82_000 + n));
      const kind: MessageKind = index % 2 === 0 ? "inbound" : "outbound";
      this.append(row, { kind, text, at: this.at(began - step * (index + 1)) }, false);
    }
    row.read_seq = mine && n % 3 === 1 ? row.last_seq - 1 : row.last_seq;
  }

  /** A case that the person at the desk begins with a mail. */
  newCase(customer: Customer, channel: string, subject: string): CaseRow {
    const [any] = this.cases.values();
    const queue = this.directory.queues[0];
    if (!any || !queue) throw new Error("an empty world");
    this.caseNumber += 1;
    const now = new Date().toISOString();
    const { id, name, anonymous, rank } = customer;
    const row: CaseRow = {
      ...any,
      id: this.random.uuid(),
      number: this.caseNumber,
      subject,
      status: "assigned",
      priority: "normal",
      category: null,
      queue: queue.id,
      owner: this.me.id,
      channel,
      channel_kind: "email",
      customer: { id, name, anonymous, rank },
      created_at: now,
      updated_at: now,
      waiting_since: null,
      queued_at: null,
      sla: null,
      version: 1,
    };
    this.cases.set(row.id, row);
    this.threads.set(row.id, []);
    this.interactions.set(row.id, [this.makeInteraction(row, 0)]);
    return row;
  }

  private makeInteraction(row: CaseRow, n: number): InteractionView {
    const chat = row.channel_kind === "web_chat";
    return {
      id: this.random.uuid(),
      channel: row.channel,
      channel_kind: row.channel_kind,
      medium: chat ? "chat" : "mail",
      state: row.status === "resolved" ? "ended" : "open",
      started_at: row.created_at,
      ended_at: null,
      customer_read: null,
      page: chat
        ? {
            url: `https://shop.example/items/${100 + n}`,
            title: "南部鉄器 急須 0.6L | 青葉くらしの店",
          }
        : null,
    };
  }

  /** Adds an entry to a thread, updates the case and tells everybody. */
  append(
    row: CaseRow,
    entry: Partial<Message> & { kind: MessageKind; text: string; at?: string },
    tell = true,
  ): Message {
    this.seq += 1;
    const interaction = this.interactions.get(row.id)?.at(-1);
    const mail = row.channel_kind === "email" && entry.kind !== "note" && entry.kind !== "system";
    const customer = this.customers.get(row.customer.id);
    const address = {
      name: customer?.name ?? null,
      address: customer?.identities.find((each) => each.kind === "email")?.value ?? "",
    };
    const shop = { name: "青葉くらしの店", address: "support@aoba.example" };
    const message: Message = {
      code: null,
      about: null,
      id: this.random.uuid(),
      seq: this.seq,
      case: row.id,
      interaction: interaction?.id ?? "",
      author: entry.kind === "outbound" || entry.kind === "note" ? row.owner : null,
      at: entry.at ?? new Date().toISOString(),
      has_html: mail && entry.kind === "inbound" && row.number % 2 === 0,
      mail: mail
        ? {
            subject: row.subject,
            from: entry.kind === "inbound" ? address : shop,
            to: [entry.kind === "inbound" ? shop : address],
            cc: [],
            reply_to: [],
            automatic: null,
            quoted_chars: 0,
          }
        : null,
      files: [],
      client_id: null,
      delivery: entry.kind === "outbound" ? "read" : null,
      mentions: [],
      side: null,
      ...entry,
    };
    this.threads.get(row.id)?.push(message);
    row.last_seq = message.seq;
    row.updated_at = message.at;
    if (entry.kind === "inbound" || entry.kind === "outbound") {
      row.last_message_at = message.at;
      row.snippet = message.text.slice(0, 120);
      row.waiting_since = entry.kind === "inbound" ? (row.waiting_since ?? message.at) : null;
    }
    row.sla = this.promised(row);
    if (tell) {
      this.emit({
        topic: `case:${row.id}`,
        type: "message.created",
        id: message.id,
        data: message,
      });
      this.touch(row);
    }
    return message;
  }

  /** One case in seven fits no policy. */
  private promised(row: CaseRow) {
    return row.number % 7 === 0 ? null : caseSla(row, this.threads.get(row.id) ?? []);
  }

  /** Tells everybody that a case changed. */
  touch(row: CaseRow): CaseRow {
    row.version += 1;
    row.updated_at = new Date().toISOString();
    const unfinished = row.status !== "resolved" && row.status !== "pending_customer";
    row.queued_at = unfinished ? (row.queued_at ?? row.updated_at) : null;
    row.sla = this.promised(row);
    const { read_seq: _mine, ...shared } = row;
    this.emit({ topic: "inbox", type: "case.changed", id: row.id, data: shared as CaseRow });
    tellRow(this, row.queue);
    return row;
  }

  detail(row: CaseRow): CaseDetail {
    const interactions = this.interactions.get(row.id) ?? [];
    const last = interactions.at(-1);
    const customer = this.customers.get(row.customer.id);
    return {
      case: row,
      interactions,
      ties: [],
      procedure: null,
      sides: [],
      sla: row.number % 7 === 0 ? null : slaDetail(row, this.threads.get(row.id) ?? []),
      work:
        row.status === "resolved"
          ? null
          : {
              id: row.id,
              state: row.owner ? "assigned" : "waiting",
              enqueued_at: row.created_at,
              user: row.owner,
            },
      reply: {
        interaction: last?.id ?? null,
        channel_kind: row.channel_kind,
        to:
          row.channel_kind === "email"
            ? (customer?.identities.find((each) => each.kind === "email")?.value ?? null)
            : null,
        asked: row.number % 3 === 0 && row.channel_kind === "email" ? ["info@form.example"] : [],
        online: row.channel_kind === "web_chat" && row.status !== "resolved",
      },
    };
  }

  /** Everything about a customer, newest first. */
  timeline(customer: string): TimelineEntry[] {
    const entries: TimelineEntry[] = [];
    for (const row of this.cases.values()) {
      if (row.customer.id !== customer) continue;
      const base = { case: row.id, case_number: row.number, channel_kind: row.channel_kind };
      entries.push({
        ...base,
        id: `o${row.id}`,
        at: row.created_at,
        kind: "case_opened",
        text: row.subject || row.snippet,
        amount: null,
      });
      for (const message of this.threads.get(row.id) ?? []) {
        if (message.kind === "system") continue;
        entries.push({
          ...base,
          id: message.id,
          at: message.at,
          kind:
            message.kind === "inbound"
              ? "message_in"
              : message.kind === "note"
                ? "note"
                : "message_out",
          text: message.text.slice(0, 80),
          amount: null,
        });
      }
    }
    for (const order of this.orders.get(customer) ?? []) {
      entries.push({
        id: order.id,
        at: order.ordered_at,
        kind: "order",
        case: null,
        case_number: null,
        channel_kind: null,
        text: order.items.map((item) => item.name).join("、"),
        amount: order.total,
      });
    }
    return entries.sort((a, b) => b.at.localeCompare(a.at));
  }

  customerRow(customer: Customer): CustomerRow {
    const { id, external_id, name, kana, company, rank, phone, anonymous } = customer;
    const email = customer.identities.find((each) => each.kind === "email")?.value ?? null;
    return { id, external_id, name, kana, company, rank, phone, anonymous, email };
  }

  /** Offers a waiting case to the person at the desk. */
  offer(row: CaseRow, seconds: number): Offer {
    const offer: Offer = {
      id: this.random.uuid(),
      work: row.id,
      user: this.me.id,
      case: row.id,
      case_number: row.number,
      subject: row.subject,
      snippet: row.snippet,
      customer: row.customer,
      queue: row.queue,
      channel_kind: row.channel_kind,
      medium: row.channel_kind === "email" ? "mail" : "chat",
      priority: row.priority,
      enqueued_at: row.created_at,
      expires_at: new Date(Date.now() + seconds * 1000).toISOString(),
    };
    this.offers.set(offer.id, offer);
    this.emit({ topic: "me", type: "offer.created", id: offer.id, data: offer }, true);
    setTimeout(() => this.endOffer(offer.id, "timed_out"), seconds * 1000).unref?.();
    return offer;
  }

  endOffer(id: string, reason: string): void {
    if (!this.offers.delete(id)) return;
    this.emit({ topic: "me", type: "offer.ended", id, data: { offer: id, reason } }, true);
  }
}
