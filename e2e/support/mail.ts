import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket, connect as tcp } from "node:net";
import { createInterface } from "node:readline";

/** A mail that a customer writes. */
export interface Letter {
  /** `名前 <address>` or the bare address. */
  from: { name?: string; address: string };
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** Message-ID of the mail that is answered, with its angle brackets. */
  inReplyTo?: string | undefined;
}

/** A mail that the centre sent, as the customer's provider took it. */
export interface Received {
  to: string[];
  /** Header fields in lower case; the last one of each name. */
  headers: Record<string, string>;
  /** The plain text. */
  text: string;
}

const word = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
const wrapped = (text: string) => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n");

function part(type: string, text: string): string {
  return `Content-Type: ${type}; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrapped(text)}\r\n`;
}

function written(letter: Letter, id: string): string {
  const { from, to, subject, text, html, inReplyTo } = letter;
  const head = [
    `From: ${from.name ? `${word(from.name)} ` : ""}<${from.address}>`,
    `To: <${to}>`,
    `Subject: ${word(subject)}`,
    `Message-ID: ${id}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    ...(inReplyTo ? [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`] : []),
    "MIME-Version: 1.0",
  ].join("\r\n");
  if (!html) return `${head}\r\n${part("text/plain", text)}`;
  const boundary = "=_scenario";
  const parts = [part("text/plain", text), part("text/html", html)];
  const body = parts.map((each) => `--${boundary}\r\n${each}`).join("");
  const type = `Content-Type: multipart/alternative; boundary="${boundary}"`;
  return `${head}\r\n${type}\r\n\r\n${body}--${boundary}--\r\n`;
}

/** Hands a mail to a server as a customer's provider does; returns its Message-ID. */
export async function sendMail(port: number, letter: Letter): Promise<string> {
  const id = `<${randomUUID()}@${letter.from.address.split("@")[1]}>`;
  const socket = tcp(port, "127.0.0.1");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async (good: string) => {
    for (;;) {
      const { value = "", done } = await lines.next();
      if (done || !value.startsWith(good)) throw new Error(`SMTP, for ${good}: ${value}`);
      if (value[3] !== "-") return;
    }
  };
  const say = async (line: string, good: string) => {
    socket.write(`${line}\r\n`);
    await answer(good);
  };
  try {
    await answer("220");
    await say("EHLO customer.example", "250");
    await say(`MAIL FROM:<${letter.from.address}>`, "250");
    await say(`RCPT TO:<${letter.to}>`, "250");
    await say("DATA", "354");
    await say(`${written(letter, id).replace(/^\./gm, "..")}\r\n.`, "250");
    await say("QUIT", "221");
  } finally {
    socket.destroy();
  }
  return id;
}

/** The customers' provider: an SMTP server that takes every mail and keeps it. */
export class Post implements AsyncDisposable {
  readonly letters: Received[] = [];
  readonly #server = createServer((socket) => void this.#serve(socket));

  static async open(): Promise<Post> {
    const post = new Post();
    post.#server.listen(0, "127.0.0.1");
    await once(post.#server, "listening");
    return post;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  /** The mails to an address, in the order in which they came. */
  to(address: string): Received[] {
    return this.letters.filter((letter) => letter.to.includes(address));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.unref();
  }

  async #serve(socket: Socket): Promise<void> {
    socket.on("error", () => socket.destroy());
    const say = (line: string) => socket.write(`${line}\r\n`);
    let to: string[] = [];
    let data: string[] | null = null;
    say("220 provider.example");
    for await (const line of createInterface({
      input: socket,
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (data) {
        if (line !== ".") data.push(line.replace(/^\./, ""));
        else {
          this.letters.push(read(to, data));
          [to, data] = [[], null];
          say("250 kept");
        }
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT") to.push(/<(.*)>/.exec(line)?.[1] ?? "");
      if (verb === "DATA") data = [];
      say(verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 bye" : "250 fine");
    }
  }
}

/** A mail without attachments, as Madoguchi writes it: plain text in one part. */
function read(to: string[], lines: string[]): Received {
  const blank = lines.indexOf("");
  const head = lines
    .slice(0, blank)
    .join("\n")
    .replaceAll(/\n[ \t]+/g, " ");
  const headers = Object.fromEntries(
    head.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const coding = headers["content-transfer-encoding"]?.toLowerCase();
  const body = lines.slice(blank + 1).join("\n");
  return { to, headers, text: decoded(body, coding).replaceAll("\r\n", "\n") };
}

function decoded(body: string, coding: string | undefined): string {
  if (coding === "base64") return Buffer.from(body, "base64").toString();
  if (coding !== "quoted-printable") return body;
  const bytes = body
    .replaceAll(/=\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, "latin1").toString();
}
