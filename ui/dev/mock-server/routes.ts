import type {
  CaseChange,
  CaseCounts,
  CaseRow,
  Customer,
  CustomerChange,
  LookalikeDecision,
  NewCase,
  NewMerge,
  Note,
  Order,
  Page,
  Presence,
  Reply,
  Transfer,
} from "../../src/api/types";
import { ADMIN_ROUTES } from "./admin.ts";
import { board, setPresence } from "./board.ts";
import { MAIL_HTML } from "./content.ts";
import { find } from "./find.ts";
import { join, lookalikes, mergesOf, tellApart, undo } from "./merges.ts";
import { gone, Refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** A request as the routes see it. */
export interface Call {
  params: string[];
  query: URLSearchParams;
  body: unknown;
  /** From `If-Match`. */
  version?: number;
}

/** An answer that is a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Handler = (world: World, call: Call) => unknown;
type Route = [method: string, path: string, handler: Handler];

function caseOf(world: World, id: string | undefined): CaseRow {
  const row = world.cases.get(id ?? "");
  if (!row) throw gone();
  return row;
}

function customerOf(world: World, id: string | undefined): Customer {
  const customer = world.customers.get(id ?? "");
  if (!customer) throw gone();
  return customer;
}

const isOpen = (row: CaseRow) => row.status !== "resolved";

const VIEWS: Record<string, (row: CaseRow, me: string) => boolean> = {
  mine: (row, me) => isOpen(row) && row.owner === me,
  waiting: (row) => isOpen(row) && row.owner === null,
  unread: (row, me) => isOpen(row) && row.owner === me && row.last_seq > (row.read_seq ?? 0),
  mentions: () => false,
  open: isOpen,
  resolved: (row) => row.status === "resolved",
  all: () => true,
};

function listCases(world: World, { query }: Call): Page<CaseRow> {
  const inView = VIEWS[query.get("view") ?? "all"] ?? (() => true);
  const q = (query.get("q") ?? "").replace(/^#/, "").normalize("NFKC");
  const rows = [...world.cases.values()]
    .filter((row) => inView(row, world.me.id))
    .filter((row) => !query.get("status") || row.status === query.get("status"))
    .filter((row) => !query.get("queue") || row.queue === query.get("queue"))
    .filter((row) => !query.get("channel") || row.channel === query.get("channel"))
    .filter((row) => !query.get("channel_kind") || row.channel_kind === query.get("channel_kind"))
    .filter((row) => !query.get("owner") || row.owner === query.get("owner"))
    .filter((row) => !query.get("customer") || row.customer.id === query.get("customer"))
    .filter(
      (row) => !q || `${row.subject} ${row.snippet} ${row.customer.name} ${row.number}`.includes(q),
    )
    .sort(
      query.get("view") === "waiting"
        ? (a, b) => (a.queued_at ?? "").localeCompare(b.queued_at ?? "")
        : (a, b) => (b.last_message_at ?? "").localeCompare(a.last_message_at ?? ""),
    );
  return page(rows, query);
}

function page<T>(rows: T[], query: URLSearchParams): Page<T> {
  const from = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  const next = from + limit;
  return { items: rows.slice(from, next), next: next < rows.length ? String(next) : undefined };
}

function counts(world: World): CaseCounts {
  const count = (view: string) =>
    [...world.cases.values()].filter((row) => VIEWS[view]?.(row, world.me.id)).length;
  return {
    mine: count("mine"),
    unread: count("unread"),
    waiting: count("waiting"),
    mentions: 0,
    held: count("held"),
    open: count("open"),
    queues: world.directory.queues.map((queue) => ({
      queue: queue.id,
      waiting: [...world.cases.values()].filter(
        (row) => row.queue === queue.id && VIEWS.waiting?.(row, world.me.id),
      ).length,
    })),
  };
}

function take(world: World, row: CaseRow): CaseRow {
  row.owner = world.me.id;
  row.status = "assigned";
  world.append(row, { kind: "system", text: `${world.me.name}が担当になりました` });
  return row;
}

function filesOf(world: World, ids: string[] = []) {
  return ids.flatMap((id) => world.files.get(id)?.view ?? []);
}

function reply(world: World, { params, body }: Call) {
  const row = caseOf(world, params[0]);
  const input = body as Reply;
  if (input.text.includes("#fail"))
    throw new Refusal(503, "unavailable", "一時的に受け付けられません。");
  const then = input.then ?? (row.channel_kind === "web_chat" ? "keep" : "pending_customer");
  row.status = then === "keep" ? "assigned" : then === "resolve" ? "resolved" : then;
  row.owner = row.owner ?? world.me.id;
  const message = world.append(row, {
    kind: "outbound",
    text: input.text,
    files: filesOf(world, input.files),
    client_id: input.client_id,
    delivery: "queued",
    author: world.me.id,
  });
  row.read_seq = row.last_seq;
  for (const [delay, delivery] of [
    [800, "sent"],
    [2_500, "read"],
  ] as const) {
    setTimeout(() => {
      message.delivery = delivery;
      world.emit({
        topic: `case:${row.id}`,
        type: "message.changed",
        id: message.id,
        data: { ...message },
      });
    }, delay);
  }
  return message;
}

function note(world: World, { params, body }: Call) {
  const row = caseOf(world, params[0]);
  const input = body as Note;
  return world.append(row, {
    kind: "note",
    text: input.text,
    files: filesOf(world, input.files),
    client_id: input.client_id,
    mentions: input.mentions,
    author: world.me.id,
  });
}

function transfer(world: World, { params, body }: Call) {
  const row = caseOf(world, params[0]);
  const to = body as Transfer;
  row.owner = to.user ?? null;
  row.queue = to.queue ?? row.queue;
  row.status = to.user ? "assigned" : "waiting";
  const name = to.user
    ? world.directory.users.find((user) => user.id === to.user)?.name
    : world.directory.queues.find((queue) => queue.id === to.queue)?.name;
  if (to.note) world.append(row, { kind: "note", text: to.note, author: world.me.id });
  world.append(row, { kind: "system", text: `${world.me.name}が${name}に転送しました` });
  return row;
}

function openCase(world: World, { body }: Call) {
  const input = body as NewCase;
  const customer = customerOf(world, input.customer);
  const row = world.newCase(customer, input.channel, input.subject);
  world.append(row, { kind: "outbound", text: input.text, author: world.me.id, delivery: "sent" });
  row.status = "pending_customer";
  return row;
}

function changeCase(world: World, { params, body }: Call) {
  const row = caseOf(world, params[0]);
  Object.assign(row, body as CaseChange);
  return world.touch(row);
}

function identify(world: World, { params, body }: Call) {
  const row = caseOf(world, params[0]);
  const customer = customerOf(world, (body as { customer: string }).customer);
  const { id, name, anonymous, rank } = customer;
  row.customer = { id, name, anonymous, rank };
  return world.touch(row);
}

function thread(world: World, { params, query }: Call) {
  const all = world.threads.get(caseOf(world, params[0]).id) ?? [];
  const before = Number(query.get("before") ?? Number.POSITIVE_INFINITY);
  const older = all.filter((message) => message.seq < before);
  const limit = Number(query.get("limit") ?? 50);
  return { messages: older.slice(-limit), more: older.length > limit };
}

function searchCustomers(world: World, { query }: Call) {
  const q = (query.get("q") ?? "").normalize("NFKC").replaceAll(" ", "");
  const rows = [...world.customers.values()].filter(
    (customer) =>
      !customer.anonymous &&
      `${customer.name}${customer.kana}${customer.company}${customer.phone}${customer.identities.map((each) => each.value).join()}`
        .replaceAll(" ", "")
        .includes(q),
  );
  return page(
    rows.map((customer) => world.customerRow(customer)),
    query,
  );
}

function changeCustomer(world: World, { params, body }: Call) {
  const customer = customerOf(world, params[0]);
  const { add_email, ...change } = body as CustomerChange;
  Object.assign(customer, change);
  if (add_email) {
    customer.identities.push({
      kind: "email",
      value: add_email,
      strength: "verified",
      last_seen_at: new Date().toISOString(),
    });
  }
  customer.version += 1;
  world.emit({
    topic: "inbox",
    type: "customer.changed",
    id: customer.id,
    data: { id: customer.id },
  });
  return customer;
}

function signIn(world: World, { body }: Call) {
  if ((body as { password?: string }).password === "wrong") {
    throw new Refusal(401, "sign_in_failed", "メールアドレスまたはパスワードが違います。");
  }
  world.signedIn = true;
  return world.me;
}

function signOut(world: World): void {
  world.signedIn = false;
}

function mailDocument(_world: World, { query }: Call): Html {
  const html = query.has("images") ? MAIL_HTML.replaceAll("data-remote-src", "src") : MAIL_HTML;
  return new Html(`<!doctype html><meta charset="utf-8"><base target="_blank">${html}`);
}

function read(world: World, { params, body }: Call): void {
  const row = caseOf(world, params[0]);
  row.read_seq = Math.max(row.read_seq ?? 0, (body as { seq: number }).seq);
}

function accept(world: World, { params }: Call) {
  const offer = world.offers.get(params[0] ?? "");
  if (!offer) throw new Refusal(409, "offer_gone", "この着信提示は終了しました。");
  world.endOffer(offer.id, "accepted");
  return take(world, caseOf(world, offer.case));
}

function setStatus(status: CaseRow["status"], text: string): Handler {
  return (world, { params }) => {
    const row = caseOf(world, params[0]);
    row.status = status;
    if (status === "reopened") row.owner = row.owner ?? world.me.id;
    world.append(row, { kind: "system", text: `${world.me.name}が${text}` });
    return row;
  };
}

export const ROUTES: Route[] = [
  ...ADMIN_ROUTES,
  ["POST", "/sign-in", signIn],
  ["GET", "/sign-in/providers", () => []],
  ["POST", "/sign-out", signOut],
  ["GET", "/me", (world) => world.me],
  ["PATCH", "/me", (world, { body }) => Object.assign(world.me, body)],
  ["POST", "/me/password", () => undefined],
  ["GET", "/me/second-factor", () => ({ active: false, recovery_left: 0 })],
  ["GET", "/work/presence", (world) => world.presence],
  [
    "PUT",
    "/work/presence",
    (world, { body }) => setPresence(world, world.me.id, (body as { state: Presence }).state),
  ],
  ["GET", "/work/offers", (world) => [...world.offers.values()]],
  ["POST", "/work/offers/:id/accept", accept],
  [
    "POST",
    "/work/offers/:id/decline",
    (world, { params }) => world.endOffer(params[0] ?? "", "declined"),
  ],
  ["GET", "/directory", (world) => world.directory],
  ["GET", "/board", board],
  [
    "PUT",
    "/board/agents/:id/presence",
    (world, { params, body }) =>
      setPresence(world, params[0] ?? "", (body as { state: Presence }).state),
  ],
  ["GET", "/cases", listCases],
  ["GET", "/cases/counts", counts],
  ["POST", "/cases", openCase],
  ["GET", "/cases/:id", (world, { params }) => world.detail(caseOf(world, params[0]))],
  ["PATCH", "/cases/:id", changeCase],
  ["GET", "/cases/:id/messages", thread],
  ["GET", "/cases/:id/messages/:id/document", mailDocument],
  ["POST", "/cases/:id/replies", reply],
  ["POST", "/cases/:id/notes", note],
  ["POST", "/cases/:id/take", (world, { params }) => take(world, caseOf(world, params[0]))],
  ["POST", "/cases/:id/transfer", transfer],
  ["GET", "/customers/:id/proofs", () => []],
  [
    "POST",
    "/cases/:id/handovers",
    () => ({
      id: "handover-1",
      url: "http://127.0.0.1:8600/c/7KQ4MX2P9DAA",
      code: "7KQ4-MX2P-9DAA",
      code_url: "http://127.0.0.1:8600/c",
      qr: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h4v4H0z"/></svg>',
      expires_at: new Date(Date.now() + 72 * 3_600_000).toISOString(),
    }),
  ],
  ["POST", "/cases/:id/resolve", setStatus("resolved", "解決しました")],
  ["POST", "/cases/:id/reopen", setStatus("reopened", "再開しました")],
  ["POST", "/cases/:id/read", read],
  ["POST", "/cases/:id/customer", identify],
  [
    "GET",
    "/cases/:id/candidates",
    (world) =>
      [...world.customers.values()]
        .filter((customer) => !customer.anonymous)
        .slice(3, 5)
        .map((customer, index) => ({
          customer: world.customerRow(customer),
          reason: index === 0 ? "claimed_email" : "same_name",
        })),
  ],
  ["GET", "/search", (world, { query }) => find(world, query)],
  ["GET", "/customers", searchCustomers],
  ["GET", "/customers/lookalikes", (world, { query }) => lookalikes(world, query.get("customer"))],
  [
    "POST",
    "/customers/lookalikes/decisions",
    (world, { body }) => tellApart(world, body as LookalikeDecision),
  ],
  ["PUT", "/customers/lookalikes/threshold", () => undefined],
  ["GET", "/customers/:id/ties", () => []],
  ["GET", "/partners", () => []],
  ["GET", "/customers/:id", (world, { params }) => customerOf(world, params[0])],
  ["PATCH", "/customers/:id", changeCustomer],
  [
    "GET",
    "/customers/:id/orders",
    (world, { params, query }) => page<Order>(world.orders.get(params[0] ?? "") ?? [], query),
  ],
  [
    "GET",
    "/customers/:id/timeline",
    (world, { params, query }) => page(world.timeline(params[0] ?? ""), query),
  ],
  ["GET", "/consent-purposes", (world) => world.purposes],
  [
    "GET",
    "/customers/:id/consents",
    (world) => ({ purposes: world.purposes, standing: [], entries: [] }),
  ],
  ["GET", "/customers/:id/merges", (world, { params }) => mergesOf(world, params[0] ?? "")],
  [
    "POST",
    "/customers/:id/merges",
    (world, { params, body }) => {
      const customer = customerOf(world, params[0]);
      join(world, world.customerRow(customer), body as NewMerge);
      return customer;
    },
  ],
  ["POST", "/merges/:id/undo", (world, { params }) => undo(world, params[0] ?? "")],
];

/** Answers a request, or throws a {@link Refusal}. */
export function answer(
  world: World,
  method: string,
  path: string,
  rest: Omit<Call, "params">,
): unknown {
  for (const [wanted, pattern, handler] of ROUTES) {
    if (wanted !== method) continue;
    const match = new RegExp(`^${pattern.replaceAll(/:\w+/g, "([^/]+)")}$`).exec(path);
    if (match) return handler(world, { params: match.slice(1), ...rest });
  }
  throw gone();
}
