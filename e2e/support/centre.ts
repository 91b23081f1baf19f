import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Desk } from "./api";
import { Post } from "./mail";
import { ADMIN, Server, type ServerOptions } from "./server";

/** The password of everybody but the administrator. */
export const PASSWORD = "correct horse battery";
/** Seconds an offer stands: long enough for a slow machine. */
const OFFER_SECONDS = 120;

export interface Person {
  name: string;
  email: string;
  role: "agent" | "supervisor";
  chats?: number;
  mails?: number;
}

export const AGENT: Person = { name: "佐藤 花", email: "sato@example.com", role: "agent" };

export interface CentreOptions extends ServerOptions {
  people?: Person[];
  /** Settings of the chat channel, above the usual ones. */
  chat?: Record<string, string>;
}

interface Made {
  id: string;
  public_key?: string;
}

/** A small contact centre on a server of its own: two queues, people, a chat and a mailbox. */
export class Centre implements AsyncDisposable {
  private constructor(
    readonly server: Server,
    readonly post: Post,
    /** The key of the chat's script. */
    readonly chatKey: string,
  ) {}

  readonly mail = "support@koyori.example";
  /** The queue that both channels lead to; everybody serves it. */
  readonly queue = "一般窓口";
  /** A queue that nobody serves. */
  readonly backOffice = "修理窓口";

  static async open(options: CentreOptions = {}): Promise<Centre> {
    const { people = [AGENT], chat = {} } = options;
    const post = await Post.open();
    const server = await Server.start({ mail: true, ...options });
    try {
      const admin = await Desk.signIn(server.url, ADMIN.email, ADMIN.password);
      const queue = await firstQueue(admin);
      await admin.post("/admin/queues", { name: "修理窓口", offer_seconds: OFFER_SECONDS });
      for (const person of people) await hire(admin, person, queue);
      const key = await openDoors(admin, { queue, post, chat });
      return new Centre(server, post, key);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  admin(): Promise<Desk> {
    return Desk.signIn(this.server.url, ADMIN.email, ADMIN.password);
  }

  /** Imports a table by the command line, as an operator does, while the server rests. */
  async import(what: "customers" | "orders", lines: string[]): Promise<string> {
    const file = join(this.server.dataDir, `${what}.csv`);
    await writeFile(file, `${lines.join("\n")}\n`);
    await this.server.halt();
    const said = await this.server.command("import", what, file);
    await this.server.launch();
    return said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    await this.post[Symbol.asyncDispose]();
  }
}

/** The queue every tenant begins with, its offers made patient. */
async function firstQueue(admin: Desk): Promise<string> {
  const [queue] = await admin.get<{ id: string; version: number }[]>("/admin/queues");
  if (!queue) throw new Error("a new tenant has no queue");
  await admin.patch(`/admin/queues/${queue.id}`, { offer_seconds: OFFER_SECONDS }, queue.version);
  return queue.id;
}

async function hire(admin: Desk, person: Person, queue: string): Promise<void> {
  const { name, email, role, chats, mails } = person;
  await admin.post("/admin/users", {
    name,
    email,
    roles: [role],
    password: PASSWORD,
    queues: [queue],
    chat_capacity: chats,
    mail_capacity: mails,
  });
}

interface Doors {
  queue: string;
  post: Post;
  chat: Record<string, string>;
}

async function openDoors(admin: Desk, { queue, post, chat }: Doors): Promise<string> {
  const door = await admin.post<Made>("/admin/channels", {
    kind: "web_chat",
    name: "公式サイトのチャット",
    queue,
    settings: {
      title: "こより チャット窓口",
      greeting: "こんにちは。どうなさいましたか。",
      ...chat,
    },
  });
  await admin.post<Made>("/admin/channels", {
    kind: "email",
    name: "お問い合わせメール",
    queue,
    settings: {
      address: "support@koyori.example",
      from_name: "こより お客さま窓口",
      smtp_host: "127.0.0.1",
      smtp_port: String(post.port),
      smtp_security: "plain",
      allow_plain: "true",
    },
  });
  if (!door.public_key) throw new Error("the chat channel has no key");
  return door.public_key;
}
