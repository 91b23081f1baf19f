import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const BINARY =
  process.env.MADOGUCHI_BIN ?? resolve(import.meta.dirname, "../../target/debug/madoguchi");
/** How long a start may take, migrations and a fresh administrator's password hash included. */
const START_MS = 60_000;
/** How long a polite stop may take before the process is killed. */
const STOP_MS = 15_000;
/** Lines of the server's output that are kept for error messages. */
const KEPT_LINES = 400;

/** The first administrator of every test server. */
export const ADMIN = { email: "admin@example.com", password: "correct horse battery" } as const;

export interface ServerOptions {
  /** Starts the living demo: its shop, its people, its simulated customers. */
  demo?: boolean;
  /** A PostgreSQL database; without it the embedded SQLite in `dataDir`. */
  databaseUrl?: string;
  /** Keeps the data of an earlier server; it is not deleted at the end. */
  dataDir?: string;
  /** Takes mail by SMTP on a free port: {@link Server.smtpPort}. */
  mail?: boolean;
  /** Further environment variables. */
  env?: Record<string, string>;
  /** Further flags of `madoguchi serve`. */
  args?: string[];
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A port of this machine that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}

/**
 * The real binary on a free port with its own data folder. Use it with `await using`, or call
 * `stop()`.
 */
export class Server implements AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** Where mail is taken by SMTP; 0 without the option `mail`. */
  readonly smtpPort: number;
  readonly #port: number;
  readonly #options: ServerOptions;
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;

  private constructor(ports: [number, number], dataDir: string, options: ServerOptions) {
    const [port, smtpPort] = ports;
    this.#port = port;
    this.smtpPort = smtpPort;
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = dataDir;
    this.#options = options;
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    if (!existsSync(BINARY)) {
      throw new Error(`${BINARY} does not exist; build it with: cargo build -p server`);
    }
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "madoguchi-e2e-")));
    const ports: [number, number] = [await freePort(), options.mail ? await freePort() : 0];
    const server = new Server(ports, dataDir, options);
    try {
      await server.launch();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Starts the process (again, after `kill` or `halt`) on the same port and data. */
  async launch(): Promise<void> {
    if (this.#child) throw new Error("the server runs already");
    const { demo, databaseUrl, env, args } = this.#options;
    const flags = ["serve", "--listen", `127.0.0.1:${this.#port}`, "--data-dir", this.dataDir];
    if (this.smtpPort > 0) flags.push("--smtp-listen", `127.0.0.1:${this.smtpPort}`);
    if (demo) flags.push("--demo");
    if (databaseUrl) flags.push("--database-url", databaseUrl);
    const child = spawn(BINARY, [...flags, ...(args ?? [])], {
      env: {
        ...process.env,
        MADOGUCHI_ADMIN_EMAIL: ADMIN.email,
        MADOGUCHI_ADMIN_PASSWORD: ADMIN.password,
        // The mail servers of the scenarios are on this machine.
        MADOGUCHI_MAIL_ALLOW_PRIVATE: "true",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    running.add(child);
    child.once("exit", () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => this.#keep(text));
    }
    await this.#ready(child);
  }

  /** Ends the process at once, as a crash would; `launch` starts it again. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends the process politely; `launch` starts it again. */
  async halt(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends the process and deletes its data, unless the folder was given. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    if (!this.#options.dataDir) await rm(this.dataDir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * Runs another subcommand on the server's data, which one process at a time may use: `halt` the
   * server before. Returns what the command printed; fails when the command does.
   */
  async command(...args: string[]): Promise<string> {
    const { databaseUrl } = this.#options;
    const place = ["--data-dir", this.dataDir];
    if (databaseUrl) place.push("--database-url", databaseUrl);
    const { stdout, stderr } = await promisify(execFile)(BINARY, [...args, ...place]);
    return stdout + stderr;
  }

  /** The last lines the server wrote. */
  output(): string {
    return this.#output.join("\n");
  }

  async #ready(child: ChildProcess): Promise<void> {
    let failure: Error | undefined;
    child.once("error", (error) => {
      failure = error;
    });
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline) {
      if (failure) throw failure;
      if (child.exitCode !== null || child.signalCode !== null) {
        this.#child = undefined;
        throw new Error(`the server ended while starting (${child.exitCode})\n${this.output()}`);
      }
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
    await this.kill();
    throw new Error(`the server was not ready after ${START_MS / 1000} s\n${this.output()}`);
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await exit;
    clearTimeout(late);
  }

  #keep(text: string): void {
    this.#output.push(...text.split("\n").filter(Boolean));
    this.#output.splice(0, Math.max(0, this.#output.length - KEPT_LINES));
  }
}
