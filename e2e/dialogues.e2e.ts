import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import {
  type CaseDetail,
  type CaseRow,
  Desk,
  type DeskStream,
  type Message,
  until,
} from "./support/api";
import { Centre, PASSWORD, type Person } from "./support/centre";
import { sendMail } from "./support/mail";
import { Visitor } from "./support/visitor";

// Real Japanese conversations between customers and operators, held again: every customer line
// goes through the public chat protocol or by SMTP, every operator line through the API, by agents
// who get their work by offers alone.

const DATA = process.env.MADOGUCHI_DATA ?? resolve(import.meta.dirname, "../../shared/data");
const FILE = resolve(DATA, "asdc/main_dialogs.jsonl");
/** Conversations held, and how many of them by chat. */
const HELD = 40;
const BY_CHAT = 24;
/** Four agents with three chats each: half of the chats wait until somebody is free. */
const AGENTS: Person[] = ["佐藤", "鈴木", "高橋", "田中"].map((name, index) => ({
  name,
  email: `agent${index}@example.com`,
  role: "agent",
  chats: 3,
  mails: 4,
}));

interface Line {
  from: "customer" | "agent";
  text: string;
}

interface Dialogue {
  id: string;
  lines: Line[];
}

/** A customer on some channel: speaks, and has heard what reached them. */
interface Customer {
  say(text: string): Promise<void>;
  heard(): string[];
  /** What the customer finds when they come back later, where the channel keeps it. */
  again(): Promise<string[]>;
}

/** A case in an agent's hands, with what the agent has seen of it on the live stream. */
interface Attended {
  desk: Desk;
  caseId: string;
  seen: Map<string, Message>;
}

test("Japanese dialogues, held by chat and mail, arrive whole and in order", async (context) => {
  if (!existsSync(FILE)) {
    context.skip(`${FILE} is absent; MADOGUCHI_DATA names the folder of the real data`);
    return;
  }
  const dialogues = readDialogues().slice(0, HELD);
  expect(dialogues).toHaveLength(HELD);
  await using centre = await Centre.open({
    people: AGENTS,
    args: ["--trusted-proxy", "127.0.0.1"],
  });
  const staff = await Staff.come(centre.server.url);
  const held = await Promise.all(
    dialogues.map(async (dialogue, index) => {
      const visit = index < BY_CHAT ? chatCustomer : mailCustomer;
      const customer = await visit(centre, dialogue, index);
      const caseId = await hold(dialogue, customer, staff);
      return { dialogue, customer, caseId };
    }),
  );
  staff.leave();

  const admin = await centre.admin();
  for (const { dialogue, customer, caseId } of held) {
    const said = dialogue.lines.filter((line) => line.from === "agent").map((line) => line.text);
    expect(await linesOf(admin, caseId), dialogue.id).toEqual(dialogue.lines);
    expect(customer.heard(), dialogue.id).toEqual(said);
    expect(await customer.again(), dialogue.id).toEqual(said);
  }
  const cases = await admin.cases("view=all");
  expect(new Set(held.map((each) => each.caseId)).size).toBe(HELD);
  expect(cases.map((row) => row.status)).toEqual(Array(HELD).fill("resolved"));
  expect(cases.filter((row) => row.channel_kind === "web_chat")).toHaveLength(BY_CHAT);
}, 240_000);

/**
 * The dialogues from the customer's first words on: the operator's welcome before them is what a
 * chat channel says as its greeting, which is no message.
 */
function readDialogues(): Dialogue[] {
  const rows = readFileSync(FILE, "utf8").trim().split("\n");
  return rows.map((row) => {
    const { meta, utterances } = JSON.parse(row) as {
      meta: { id: { id: string } };
      utterances: { name: string; text: string }[];
    };
    const lines = utterances.map(({ name, text }): Line => {
      return { from: name.startsWith("customer") ? "customer" : "agent", text: text.trim() };
    });
    return {
      id: meta.id.id,
      lines: lines.slice(lines.findIndex((line) => line.from === "customer")),
    };
  });
}

/** Holds a whole conversation, each side answering what it has really received. */
async function hold(dialogue: Dialogue, customer: Customer, staff: Staff): Promise<string> {
  let [said, answered] = [0, 0];
  const seenBy = (attended: Attended) => {
    const inbound = [...attended.seen.values()].filter((message) => message.kind === "inbound");
    return inbound.length >= said;
  };
  for (const { from, text } of dialogue.lines) {
    if (from === "customer") {
      await customer.say(text);
      said += 1;
      // A provider hands over two mails in any order: the next one follows the one before.
      if (answered > 0) {
        const attended = await staff.attends(dialogue.id);
        await until(`${dialogue.id}: line ${said} is on the desk`, () => seenBy(attended));
      }
    } else {
      const attended = await staff.attends(dialogue.id);
      await until(`${dialogue.id}: ${said} lines are on the desk`, () => seenBy(attended));
      await attended.desk.post(`/cases/${attended.caseId}/replies`, {
        text,
        client_id: randomUUID(),
        // biome-ignore lint/suspicious/noThenProperty: a field of the API, not a promise
        then: "keep",
      });
      answered += 1;
      const all = answered;
      await until(`${dialogue.id}: answer ${all} arrives`, () => customer.heard().length >= all);
    }
  }
  const { desk, caseId } = await staff.attends(dialogue.id);
  await desk.post(`/cases/${caseId}/resolve`);
  return caseId;
}

async function chatCustomer(centre: Centre, { id }: Dialogue, index: number): Promise<Customer> {
  const { url } = centre.server;
  const options = {
    url,
    channel: centre.chatKey,
    page: { url: `https://shop.example/${id}`, title: "宿のご予約" },
    address: `192.0.2.${index + 1}`,
  };
  const visitor = await Visitor.come(options);
  return {
    say: async (text) => void (await visitor.say(text)),
    heard: () => visitor.answers,
    again: async () => {
      visitor.leave();
      const later = await Visitor.come(options, visitor.token);
      later.leave();
      return later.answers;
    },
  };
}

async function mailCustomer(centre: Centre, { id }: Dialogue, index: number): Promise<Customer> {
  const address = `customer${index}@example.net`;
  const letters = () => centre.post.to(address);
  let own: string | undefined;
  return {
    say: async (text) => {
      const last = letters().at(-1);
      const quote = last?.text.replaceAll(/^/gm, "> ") ?? "";
      own = await sendMail(centre.server.smtpPort, {
        from: { name: `宿泊 ${index}`, address },
        to: /<(.+)>/.exec(last?.headers["reply-to"] ?? "")?.[1] ?? centre.mail,
        subject: last ? `Re: 宿のご予約 ${id}` : `宿のご予約 ${id}`,
        text: last ? `${text}\n\n${quote}` : text,
        // Who adds something before there is an answer replies to their own mail.
        inReplyTo: last?.headers["message-id"] ?? own,
      });
    },
    heard: () => letters().map((letter) => letter.text.trim()),
    again: async () => letters().map((letter) => letter.text.trim()),
  };
}

/** What customer and agents said in a case, in the desk's order. */
async function linesOf(desk: Desk, caseId: string): Promise<Line[]> {
  const sides = { inbound: "customer", outbound: "agent", note: null, system: null } as const;
  return (await desk.thread(caseId)).flatMap(({ kind, text }) => {
    const from = sides[kind];
    return from ? [{ from, text }] : [];
  });
}

/** The agents: each is available and accepts whatever is offered. */
class Staff {
  readonly #attended = new Map<string, Attended>();
  readonly #streams: DeskStream[] = [];
  #failure: unknown;

  static async come(url: string): Promise<Staff> {
    const staff = new Staff();
    for (const { email } of AGENTS) await staff.#work(await Desk.signIn(url, email, PASSWORD));
    return staff;
  }

  /** The case of a dialogue, once an agent has accepted it; chats wait for a free agent. */
  attends(dialogue: string): Promise<Attended> {
    const ask = () => {
      if (this.#failure) throw this.#failure;
      return this.#attended.get(dialogue);
    };
    return until(`${dialogue} is accepted`, ask, 180_000);
  }

  leave(): void {
    for (const stream of this.#streams) stream.close();
  }

  async #work(desk: Desk): Promise<void> {
    const cases = new Map<string, Attended>();
    const stream = await desk.stream((event) => {
      if (event.type === "offer.created") {
        this.#accept(desk, event.data.id, { cases, follow: stream.follow }).catch((error) => {
          this.#failure = error;
        });
      } else if (event.type === "message.created") {
        const message: Message = event.data;
        cases.get(message.case)?.seen.set(message.id, message);
      }
    });
    this.#streams.push(stream);
    await desk.put("/work/presence", { state: "available" });
  }

  async #accept(desk: Desk, offer: string, own: OwnCases): Promise<void> {
    const row = await desk.post<CaseRow>(`/work/offers/${offer}/accept`);
    const attended: Attended = { desk, caseId: row.id, seen: new Map() };
    own.cases.set(row.id, attended);
    own.follow(`case:${row.id}`);
    for (const message of await desk.thread(row.id)) attended.seen.set(message.id, message);
    const { interactions } = await desk.get<CaseDetail>(`/cases/${row.id}`);
    const name = `${row.subject} ${interactions[0]?.page?.url ?? ""}`;
    const dialogue = /asdc\.v\d+\.\d+/.exec(name)?.[0];
    if (!dialogue) throw new Error(`case ${row.number} belongs to no dialogue: ${name}`);
    const before = this.#attended.get(dialogue)?.caseId;
    if (before) throw new Error(`${dialogue} was offered again: ${before}, now ${row.id}`);
    this.#attended.set(dialogue, attended);
  }
}

interface OwnCases {
  cases: Map<string, Attended>;
  follow: (topic: string) => void;
}
