import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin, PreviewServer, ViteDevServer } from "vite";
import { type WebSocket, WebSocketServer } from "ws";
import type { FileView } from "../../src/api/types";
import type { StreamEvent } from "../../src/realtime/protocol";
import { openApiDocument } from "./openapi.ts";
import { Refusal } from "./refusal.ts";
import { answer, Html } from "./routes.ts";
import { simulate, storm } from "./simulate.ts";
import { World } from "./world.ts";

const API = "/api/v1";
const BATCH_MS = 100;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Keeps an uploaded file: the first part of a multipart body, which is all the desk sends. */
function keepUpload(world: World, body: Buffer): FileView {
  const head = body.indexOf("\r\n\r\n");
  const text = body.subarray(0, head).toString("utf8");
  const boundary = text.slice(0, text.indexOf("\r\n"));
  const content = body.subarray(head + 4, body.lastIndexOf(`\r\n${boundary}`));
  const name = /filename="([^"]*)"/.exec(text)?.[1] ?? "file";
  const mime = /content-type: (\S+)/i.exec(text)?.[1] ?? "application/octet-stream";
  const id = world.random.uuid();
  const url = `${API}/files/${id}`;
  const view = { id, name, mime, bytes: content.length, url, infected: null, program: false };
  world.files.set(id, { view, content });
  return view;
}

async function handle(world: World, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://localhost");
  const path = url.pathname.slice(API.length);
  const method = request.method ?? "GET";
  if (!world.signedIn && path !== "/sign-in") {
    throw new Refusal(401, "sign_in_needed", "サインインしてください。");
  }
  const file = world.files.get(path.slice("/files/".length));
  if (method === "GET" && file) {
    response.setHeader("content-type", file.view.mime);
    response.end(file.content);
    return;
  }
  const raw = await readBody(request);
  const result =
    method === "POST" && path === "/files"
      ? keepUpload(world, raw)
      : answer(world, method, path, {
          query: url.searchParams,
          version: Number(/\d+/.exec(request.headers["if-match"] ?? "")?.[0]),
          body: raw.length > 0 ? JSON.parse(raw.toString("utf8")) : undefined,
        });
  if (result === undefined) {
    response.statusCode = 204;
    response.end();
    return;
  }
  if (result instanceof Html) {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", "sandbox allow-same-origin allow-popups");
    response.end(result.text);
    return;
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(result));
}

function refuse(response: ServerResponse, error: unknown): void {
  const refusal =
    error instanceof Refusal ? error : new Refusal(500, "internal", "内部エラーが発生しました。");
  if (!(error instanceof Refusal)) console.error(error);
  response.statusCode = refusal.status;
  response.setHeader("content-type", "application/problem+json");
  const { code, title, status, detail, field } = refusal;
  response.end(JSON.stringify({ code, title, status, detail, field }));
}

/** One desk's line: urgent events at once, the others in batches. */
function connect(world: World, socket: WebSocket): void {
  let batch: StreamEvent[] = [];
  const topics = new Set(["me"]);
  const timer = setInterval(() => {
    if (batch.length === 0) return;
    socket.send(JSON.stringify({ seq: world.seq, events: batch }));
    batch = [];
  }, BATCH_MS);
  const stop = world.listen((event, urgent) => {
    if (urgent) socket.send(JSON.stringify({ seq: world.seq, events: [event], urgent: true }));
    else if (topics.has(event.topic)) batch.push(event);
  });
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as {
      subscribe?: string[];
      unsubscribe?: string[];
      ping?: 1;
    };
    for (const topic of frame.subscribe ?? []) topics.add(topic);
    for (const topic of frame.unsubscribe ?? []) topics.delete(topic);
    if (frame.ping) socket.send('{"pong":1}');
  });
  socket.on("close", () => {
    clearInterval(timer);
    stop();
  });
  socket.send(JSON.stringify({ version: world.me.version }));
}

/** The fixture as a plugin of the development server, and of the preview of a build. */
export function mockPlugin(): Plugin {
  const configure = (server: ViteDevServer | PreviewServer) => {
    const world = new World();
    const sockets = new WebSocketServer({ noServer: true });
    if (process.env.MADOGUCHI_MOCK_CALM !== "1") {
      const stop = simulate(world);
      server.httpServer?.on("close", stop);
    }
    server.middlewares.use((request, response, next) => {
      if (!request.url?.startsWith(API)) return next();
      handle(world, request, response).catch((error) => refuse(response, error));
    });
    server.middlewares.use("/api/openapi.json", (_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(openApiDocument());
    });
    // For the soak test: changes at a rate.
    server.middlewares.use("/__mock/storm", (request, response) => {
      const query = new URL(request.url ?? "/", "http://localhost").searchParams;
      storm(world, Number(query.get("rate") ?? 200), Number(query.get("seconds") ?? 10)).then(
        (changes) => response.end(JSON.stringify({ changes })),
      );
    });
    // For pictures and checks: an offer on demand, and none left over from the scene before.
    server.middlewares.use("/__mock/no-offers", (_request, response) => {
      for (const id of [...world.offers.keys()]) world.endOffer(id, "work_gone");
      response.end();
    });
    server.middlewares.use("/__mock/offer", (_request, response) => {
      const row = [...world.cases.values()].findLast(
        (each) => each.owner === null && each.status === "waiting" && !each.customer.anonymous,
      );
      if (row) world.offer(row, 20);
      response.end();
    });
    server.httpServer?.on("upgrade", (request, socket, head) => {
      if (!request.url?.startsWith(`${API}/stream`)) return;
      sockets.handleUpgrade(request, socket, head, (line) => connect(world, line));
    });
  };
  return {
    name: "madoguchi:mock-server",
    apply: "serve",
    configureServer: configure,
    configurePreviewServer: configure,
  };
}
