import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, until } from "./support/api";
import { axeViolations } from "./support/axe";
import { launchChromium, newPerson, THEMES } from "./support/browser";
import { Centre } from "./support/centre";
import { freePort } from "./support/server";

// A messenger of one's own: the example client that the documentation shows, and the real server.

const CLIENT = resolve(import.meta.dirname, "../examples/api-channel/client.mjs");

interface Channel {
  id: string;
  public_key: string;
  version: number;
  secrets_set: string[];
}

let centre: Centre;
let admin: Desk;
let channel: Channel;
let secretIn: string;
let secretOut: string;
let port: number;
let hook: string;
let messenger: ChildProcess | undefined;
const said: string[] = [];

const issue = async (way: "in" | "out") => {
  const { secret } = await admin.post<{ secret: string }>(
    `/admin/channels/${channel.id}/secrets/${way}`,
  );
  return secret;
};

beforeAll(async () => {
  centre = await Centre.open({ env: { MADOGUCHI_HOOKS_ALLOW_PRIVATE: "true" } });
  admin = await centre.admin();
  port = await freePort();
  const [queue] = await admin.get<{ id: string }[]>("/admin/queues");
  channel = await admin.post<Channel>("/admin/channels", {
    kind: "api",
    name: "自社アプリ",
    queue: queue?.id,
    settings: { endpoint: `http://127.0.0.1:${port}/` },
  });
  hook = `${centre.server.url}/hooks/v1/${channel.public_key}`;
  [secretIn, secretOut] = [await issue("in"), await issue("out")];
  await launch();
});

afterAll(async () => {
  messenger?.kill();
  await centre?.[Symbol.asyncDispose]();
});

/** Starts the example client and waits until it listens. */
async function launch(): Promise<void> {
  said.length = 0;
  const child = spawn(process.execPath, [CLIENT], {
    env: {
      ...process.env,
      HOOK_URL: hook,
      SECRET_IN: secretIn,
      SECRET_OUT: secretOut,
      PORT: String(port),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => said.push(line));
  messenger = child;
  await until("the client listens", () => said.some((line) => line.startsWith("listening")));
}

const type = (line: string) => messenger?.stdin?.write(`${line}\n`);
const heard = (part: string) =>
  until(`the client hears: ${part}`, () => said.some((line) => line.includes(part)));

interface Told {
  id?: string;
  secret?: string;
  /** Seconds by which the sender's clock is wrong. */
  late?: number;
  body: unknown;
}

/** Sends one request by hand. */
async function post({ id = randomUUID(), secret = secretIn, late = 0, body }: Told) {
  const text = JSON.stringify(body);
  const seconds = Math.floor(Date.now() / 1000) - late;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${seconds}.${text}`).digest("base64");
  return fetch(hook, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${mac}`,
    },
    body: text,
  });
}

const message = (id: string, text: string, sender = "u-7") => ({
  type: "message.created",
  data: { id, sender: { id: sender, name: "佐藤 一郎" }, text },
});

const waiting = (words: string) =>
  until("the message is a case", async () => {
    const rows = await admin.cases("view=open");
    return rows.find((row) => row.subject === words);
  });

test("both ways: written, answered, read, ended, and begun again", async () => {
  const { steps } = await admin.post<{ steps: { step: string; ok: boolean; text: string }[] }>(
    `/admin/channels/${channel.id}/test`,
  );
  expect(steps.map((step) => [step.step, step.ok])).toEqual([
    ["receive", true],
    ["send", true],
  ]);
  await heard("(ping)");

  type("いつ届きますか。");
  const row = await waiting("いつ届きますか。");
  expect(row.channel_kind).toBe("api");
  expect(row.customer).toMatchObject({ name: "山田 花子", anonymous: true });
  await admin.post(`/cases/${row.id}/take`);
  await admin.post(`/cases/${row.id}/replies`, { text: "明日です。", client_id: randomUUID() });
  await heard("明日です。");
  await until("it is known to be sent", async () => {
    const thread = (await admin.thread(row.id)) as { kind: string; delivery?: string }[];
    return thread.some((each) => each.kind === "outbound" && each.delivery !== "queued");
  });
  await until("it is known to be read", async () => {
    const detail = await admin.get<{ interactions: { customer_read: number | null }[] }>(
      `/cases/${row.id}`,
    );
    return detail.interactions.some((each) => each.customer_read !== null);
  });
  type("ありがとうございます。");
  await until("it goes on in the same case", async () => {
    return (await admin.thread(row.id)).some((each) => each.text === "ありがとうございます。");
  });
  await admin.post(`/cases/${row.id}/resolve`);
  await heard("会話が終了しました");
  type("もうひとつ教えてください。");
  const next = await waiting("もうひとつ教えてください。");
  expect(next.id).not.toBe(row.id);
  expect(next.customer.id).toBe(row.customer.id);
});

test("what is forged, old or wrong is refused; what comes twice is one", async () => {
  const good = message("m-1", "一度だけ");
  for (const [told, status] of [
    [{ body: good, secret: `whsec_${Buffer.alloc(32).toString("base64")}` }, 401],
    [{ body: good, secret: secretOut }, 401],
    [{ body: good, late: 400 }, 401],
    [{ body: good, late: -400 }, 401],
    [{ body: { type: "message.created", data: {} } }, 422],
    [{ body: message("m 2", "x") }, 422],
  ] as [Told, number][]) {
    expect((await post(told)).status, JSON.stringify(told)).toBe(status);
  }
  const answers = await Promise.all([1, 2, 3].map(() => post({ body: good })));
  expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202]);
  const duplicates = await Promise.all(
    answers.map(async (answer) => (await answer.json()).duplicate),
  );
  expect(duplicates.filter((duplicate) => duplicate)).toHaveLength(2);
  const row = await waiting("一度だけ");
  expect((await admin.thread(row.id)).filter((each) => each.kind === "inbound")).toHaveLength(1);
  expect((await fetch(`${centre.server.url}/hooks/v1/none`, { method: "POST" })).status).toBe(404);
});

test("a secret is exchanged without a gap, and never shown again", async () => {
  const before = secretIn;
  secretIn = await issue("in");
  expect(secretIn).not.toBe(before);
  for (const secret of [before, secretIn]) {
    expect((await post({ body: message(randomUUID(), "まだ使えます"), secret })).status).toBe(202);
  }
  const channels = await admin.get<Channel[]>("/admin/channels");
  expect(JSON.stringify(channels)).not.toContain("whsec_");
});

test("an administrator issues a secret at the desk, which shows it once", async () => {
  await using browser = await launchChromium();
  const person = await newPerson(browser);
  const [name = "", value = ""] = admin.cookie.split("=");
  await person.addCookies([{ name, value, url: centre.server.url }]);
  const page = await person.newPage();
  await page.goto(`${centre.server.url}/admin/channels/${channel.id}`);
  await page.getByRole("button", { name: "新しい鍵を発行する: 受信の署名鍵" }).click();
  secretIn = await page.getByText(/^whsec_/).innerText();
  expect((await post({ body: message(randomUUID(), "画面から") })).status).toBe(202);
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await axeViolations(page), theme).toEqual([]);
  }
  // What was typed meanwhile is saved all the same: the secret has made another version.
  await page.getByRole("textbox", { name: "名前" }).fill("自社アプリ(本番)");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "自社アプリ(本番)" }).click();
  await page.getByRole("button", { name: "新しい鍵を発行する: 受信の署名鍵" }).waitFor();
  expect(await page.getByText(/whsec_/).count()).toBe(0);
});

test("a messenger that is away is told later; one that failed is seen", async () => {
  messenger?.kill();
  if (messenger) await once(messenger, "exit");
  const words = "返事を待っています";
  expect((await post({ body: message(randomUUID(), words, "u-42") })).status).toBe(202);
  const row = await until("the message is in a case", async () => {
    const rows = await admin.cases("view=open");
    for (const each of rows) {
      if ((await admin.thread(each.id)).some((one) => one.text === words)) return each;
    }
    return undefined;
  });
  await admin.post(`/cases/${row.id}/take`);
  const reply = { text: "お待たせしました。", client_id: randomUUID() };
  const sent = await admin.post<{ id: string }>(`/cases/${row.id}/replies`, reply);
  secretOut = await issue("out");
  await launch();
  await heard("お待たせしました。");
  const failed = {
    type: "message.failed",
    data: { message: sent.id, sender: { id: "u-42" }, reason: "blocked" },
  };
  expect((await post({ body: failed })).status).toBe(202);
  await until("the agent sees that it failed", async () => {
    const thread = await admin.thread(row.id);
    return thread.some((each) => each.kind === "system" && each.text.includes("blocked"));
  });
});
