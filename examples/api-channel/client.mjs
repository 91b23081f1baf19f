// A messenger of one's own in one file, without any library: it takes lines from standard input as
// what a customer writes, and prints what the centre answers. See docs/api-channel.md.
//
//   HOOK_URL=https://desk.example.jp/hooks/v1/KEY SECRET_IN=whsec_… SECRET_OUT=whsec_… \
//     PORT=9000 node client.mjs
//
// SECRET_IN signs what this program sends, SECRET_OUT what it is told.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const { HOOK_URL, SECRET_IN, SECRET_OUT, PORT = "9000", SENDER = "u-42", NAME = "山田 花子" } =
  process.env;
/** Seconds by which clocks may differ. */
const SKEW = 300;
/** Tries of one request, with pauses that double. */
const TRIES = 8;

const key = (secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

/** The signature of a body (Standard Webhooks). */
function signature(secret, id, seconds, body) {
  const mac = createHmac("sha256", key(secret)).update(`${id}.${seconds}.`).update(body);
  return `v1,${mac.digest("base64")}`;
}

/** Whether a request is the centre's, and new enough. */
function isGenuine(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": given } = headers;
  if (!id || !given || Math.abs(Date.now() / 1000 - Number(seconds)) > SKEW) return false;
  const right = Buffer.from(signature(SECRET_OUT, id, seconds, body));
  return given.split(" ").some((one) => {
    const sent = Buffer.from(one);
    return sent.length === right.length && timingSafeEqual(sent, right);
  });
}

/** Tells the centre something, again and again until it is heard. */
async function tell(type, data, id = randomUUID()) {
  const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
  for (let attempt = 1, pause = 500; ; attempt += 1, pause *= 2) {
    const seconds = Math.floor(Date.now() / 1000);
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": signature(SECRET_IN, id, seconds, body),
    };
    const answer = await fetch(HOOK_URL, { method: "POST", headers, body }).catch(() => null);
    if (answer?.ok) return answer.json();
    const hopeless = answer && answer.status < 500 && answer.status !== 429;
    if (hopeless || attempt === TRIES) throw new Error(`not heard: ${answer && (await answer.text())}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const sender = { id: SENDER, name: NAME };
/** What was heard already: the centre sends again when it does not hear that we heard. */
const heard = new Set();

async function hear({ type, data }) {
  if (type === "message.created") {
    console.log(`${data.author?.name ?? "窓口"}: ${data.text}`);
    for (const file of data.files) console.log(`  [${file.name}] ${file.url}`);
    await tell("message.read", { message: data.id, sender });
  } else if (type === "conversation.ended") {
    console.log("--- 会話が終了しました ---");
  } else {
    console.log(`(${type})`);
  }
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (!isGenuine(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  const id = request.headers["webhook-id"];
  const again = heard.has(id);
  heard.add(id);
  response.writeHead(204).end();
  if (!again) await hear(JSON.parse(body)).catch((error) => console.error(error.message));
});

server.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "/bye") await tell("conversation.ended", { sender });
  else if (line) await tell("message.created", { id: randomUUID(), sender, text: line });
}
