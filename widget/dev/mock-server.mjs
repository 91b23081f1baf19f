/**
 * A small chat server for development and browser tests: the public protocol with everything in
 * memory, and the faults that real networks have. Start it by hand with `npm run dev`.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const MIME = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** As strict as the real pages should be: no inline script, no inline style. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws: wss:; frame-src 'self'; form-action 'self'; base-uri 'none'";
const CONFIG = {
  title: 'こより お客様窓口',
  greeting:
    'こんにちは。「暮らしの道具 こより」です。\n商品やご注文のことなど、お気軽にお尋ねください。',
  accent: '#1f5a54',
  locale_default: 'ja',
  max_chars: 1000,
  max_files: 3,
  upload: {
    max_bytes: 200_000,
    types: ['image/png', 'image/jpeg', 'application/pdf', 'text/plain'],
  },
  ask_contact: false,
  demo: true,
};
const PAGE = 50;
const MEMBERS = { tanaka: '田中 美咲', sato: '佐藤 健一', suzuki: '鈴木 陽子' };

/** Everything one visitor has: messages, open sockets, state. */
class Visitor {
  messages = [];
  sockets = new Set();
  state = 'none';
  agent = null;
  identified = null;
  contact = null;
  readByVisitor = 0;

  constructor(token) {
    this.token = token;
  }

  tell(frame, except) {
    for (const socket of this.sockets) if (socket !== except) say(socket, frame);
  }
}

function say(socket, frame) {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
}

/** The server; `faults` may be changed while it runs. */
export class MockServer {
  visitors = new Map();
  files = new Map();
  config = structuredClone(CONFIG);
  /** @type {{ opens_at: string | null, text: string, email: string | null } | null} */
  closed = null;
  faults = {
    /** Close the socket after storing a send, before its ack. */
    dropBeforeAck: 0,
    /** Close the socket on a send, storing nothing. */
    dropBeforeStore: 0,
    /** Refuse sends with a wait of a second. */
    refuseSends: 0,
    /** Answer sessions with 503 and Retry-After 1. */
    refuseSessions: 0,
    /** Accept no stream. */
    refuseStreams: false,
    /** Milliseconds before an upload is answered. */
    slowUploadMs: 0,
    /** Refuse uploads with 507. */
    refuseUploads: 0,
    /** Never answer pings. */
    mute: false,
  };
  #n = 100;
  #echo;

  constructor({ echo = false } = {}) {
    this.#echo = echo;
  }

  /** Listens on a free port (or the given one); resolves with the origin. */
  listen(port = 0) {
    this.http = createServer((req, res) => {
      this.#route(req, res).catch((error) => problem(res, 500, String(error)));
    });
    this.wss = new WebSocketServer({ noServer: true });
    this.http.on('upgrade', (req, socket, head) => {
      if (req.url !== '/chat/v1/stream' || this.faults.refuseStreams) return socket.destroy();
      this.wss.handleUpgrade(req, socket, head, (ws) => this.#stream(ws));
    });
    return new Promise((resolve) => {
      this.http.listen(port, '127.0.0.1', () => {
        this.origin = `http://127.0.0.1:${this.http.address().port}`;
        resolve(this.origin);
      });
    });
  }

  async close() {
    this.dropAll();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** Cuts every stream as a network does: without a goodbye. */
  dropAll() {
    for (const socket of this.wss.clients) socket.terminate();
  }

  /** The visitor that came last. */
  latest() {
    return [...this.visitors.values()].at(-1);
  }

  /** Appends a message and tells every stream of the visitor but `except`. */
  append(visitor, message, except) {
    // Gaps, as the real log has them.
    this.#n += 1 + Math.floor(Math.random() * 5);
    const m = { n: this.#n, id: randomUUID(), files: [], at: new Date().toISOString(), ...message };
    visitor.messages.push(m);
    visitor.tell({ t: 'message', m }, except);
    return m;
  }

  /** The agent answers. */
  agentSays(visitor, text, files = []) {
    return this.append(visitor, { from: 'agent', name: visitor.agent ?? '佐藤', text, files });
  }

  /**
   * Changes the conversation's state.
   * @param {string | null} agent
   */
  setState(visitor, state, agent = null) {
    visitor.state = state;
    visitor.agent = agent;
    visitor.tell({ t: 'state', state, agent });
  }

  /** Stores a file and gives its description with a signed address. */
  addFile(name, mime, content) {
    const id = randomUUID();
    this.files.set(id, { name, mime, content });
    return { id, name, mime, bytes: content.length, url: `/chat/v1/files/${id}?sig=mock` };
  }

  async #route(req, res) {
    const { pathname, searchParams } = new URL(req.url, 'http://mock');
    if (req.method === 'POST' && pathname === '/chat/v1/sessions') return this.#session(req, res);
    if (req.method === 'POST' && pathname === '/chat/v1/uploads') return this.#upload(req, res);
    if (req.method === 'POST' && pathname === '/demo/identity') return identity(req, res);
    if (pathname === '/chat/v1/messages')
      return this.#older(req, res, Number(searchParams.get('before')));
    if (pathname.startsWith('/chat/v1/files/')) {
      const file = this.files.get(pathname.split('/').at(-1));
      if (!file) return problem(res, 404, 'ファイルがありません');
      res.writeHead(200, { 'Content-Type': file.mime });
      return res.end(file.content);
    }
    if (pathname === '/demo/shop') {
      res.writeHead(302, { Location: '/demo/shop/' });
      return res.end();
    }
    return serveStatic(pathname, res);
  }

  async #session(req, res) {
    const ask = JSON.parse((await body(req)).toString());
    if (this.faults.refuseSessions > 0) {
      this.faults.refuseSessions -= 1;
      return problem(res, 503, 'ただいま混み合っています', 1);
    }
    const who = ask.identity ? JSON.parse(Buffer.from(ask.identity, 'base64url').toString()) : null;
    let visitor = this.visitors.get(ask.visitor);
    if (!visitor || (who && visitor.identified && visitor.identified.sub !== who.sub)) {
      visitor = new Visitor(randomUUID());
      this.visitors.set(visitor.token, visitor);
    }
    if (who) visitor.identified = who;
    if (ask.contact) visitor.contact = ask.contact;
    json(res, 200, {
      visitor: visitor.token,
      messages: visitor.messages.slice(-PAGE),
      last: visitor.messages.at(-1)?.n ?? 0,
      state: visitor.state,
      agent: visitor.agent,
      identified: visitor.identified ? { name: visitor.identified.name } : null,
      config: this.config,
      closed: this.closed,
    });
  }

  #visitorOf(req) {
    return this.visitors.get((req.headers.authorization ?? '').replace('Bearer ', ''));
  }

  #older(req, res, before) {
    const visitor = this.#visitorOf(req);
    if (!visitor) return problem(res, 401, '認証できません');
    const older = visitor.messages.filter((m) => m.n < before);
    json(res, 200, { messages: older.slice(-PAGE), more: older.length > PAGE });
  }

  async #upload(req, res) {
    if (!this.#visitorOf(req)) return problem(res, 401, '認証できません');
    const content = await body(req);
    await new Promise((resolve) => setTimeout(resolve, this.faults.slowUploadMs));
    if (this.faults.refuseUploads > 0) {
      this.faults.refuseUploads -= 1;
      return problem(res, 507, 'ただいま保存できません');
    }
    const form = await new Response(content, {
      headers: { 'Content-Type': req.headers['content-type'] },
    }).formData();
    const file = form.get('file');
    const stored = this.addFile(file.name, file.type, Buffer.from(await file.arrayBuffer()));
    const { url: _, ...answer } = stored;
    json(res, 201, answer);
  }

  #stream(socket) {
    let visitor = null;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => visitor?.sockets.delete(socket));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      if (frame.t === 'hello') {
        visitor = this.visitors.get(frame.visitor) ?? null;
        if (!visitor) return socket.close(4401);
        this.#replay(visitor, socket, frame.since);
      } else if (visitor) this.#heard(visitor, socket, frame);
    });
  }

  #replay(visitor, socket, since) {
    for (const m of visitor.messages) if (m.n > since) say(socket, { t: 'message', m });
    visitor.sockets.add(socket);
    const last = visitor.messages.at(-1)?.n ?? 0;
    say(socket, { t: 'ready', last, state: visitor.state, agent: visitor.agent });
  }

  #heard(visitor, socket, frame) {
    if (frame.t === 'ping' && !this.faults.mute) say(socket, { t: 'pong' });
    if (frame.t === 'send') this.#sent(visitor, socket, frame);
    if (frame.t === 'read') visitor.readByVisitor = Math.max(visitor.readByVisitor, frame.n);
    if (frame.t === 'end') {
      this.append(visitor, { from: 'system', text: 'お客様が相談を終了しました' });
      this.setState(visitor, 'ended');
    }
  }

  #sent(visitor, socket, { cid, text, files }) {
    const { faults } = this;
    if (faults.dropBeforeStore > 0) {
      faults.dropBeforeStore -= 1;
      return socket.terminate();
    }
    if (faults.refuseSends > 0) {
      faults.refuseSends -= 1;
      const title = '送信が続いたため、少しお待ちください';
      return say(socket, { t: 'refused', cid, code: 'rate', title, retry_after: 1 });
    }
    let m = visitor.messages.find((old) => old.cid === cid);
    if (!m) {
      const described = files.map((id) => {
        const { name, mime, content } = this.files.get(id);
        return { id, name, mime, bytes: content.length, url: `/chat/v1/files/${id}?sig=mock` };
      });
      m = this.append(visitor, { from: 'customer', cid, text, files: described }, socket);
    }
    if (faults.dropBeforeAck > 0) {
      faults.dropBeforeAck -= 1;
      return socket.terminate();
    }
    say(socket, { t: 'ack', cid, m });
    if (visitor.state === 'none' || visitor.state === 'ended') this.setState(visitor, 'waiting');
    if (this.#echo) this.#answer(visitor, m);
  }

  #answer(visitor, m) {
    setTimeout(() => this.setState(visitor, 'active', '佐藤'), 600);
    setTimeout(() => visitor.tell({ t: 'read', n: m.n }), 900);
    setTimeout(() => visitor.tell({ t: 'typing', name: '佐藤' }), 1200);
    setTimeout(() => this.agentSays(visitor, `「${m.text}」ですね。確認いたします。`), 2600);
  }
}

async function identity(req, res) {
  const { member } = JSON.parse((await body(req)).toString());
  const name = MEMBERS[member];
  if (!name) return problem(res, 404, '会員が見つかりません');
  json(res, 200, {
    identity: Buffer.from(JSON.stringify({ sub: member, name })).toString('base64url'),
  });
}

function serveStatic(pathname, res) {
  let file = pathname;
  if (/^\/widget\/(?!assets\/)[^/]+$/.test(pathname)) file = '/app/index.html';
  else if (pathname.startsWith('/widget/')) file = pathname.replace('/widget/', '/app/');
  else if (pathname.startsWith('/demo/shop/')) file = pathname.replace('/demo/shop/', '/demo/');
  if (file.endsWith('/')) file += 'index.html';
  const path = join(DIST, normalize(decodeURIComponent(file)));
  if (!path.startsWith(DIST) || !existsSync(path) || !statSync(path).isFile()) {
    return problem(res, 404, 'ページがありません');
  }
  res.writeHead(200, {
    'Content-Type': MIME[extname(path)] ?? 'application/octet-stream',
    'Content-Security-Policy': CSP,
  });
  createReadStream(path).pipe(res);
}

async function body(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts);
}

function json(res, status, value) {
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(value));
}

function problem(res, status, title, retryAfter) {
  res.writeHead(status, { 'Content-Type': 'application/problem+json' });
  res.end(JSON.stringify({ type: 'about:blank', title, status, retry_after: retryAfter }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = new MockServer({ echo: true });
  const origin = await server.listen(Number(process.env.PORT ?? 5180));
  process.stdout.write(`Demo shop with a mock agent: ${origin}/demo/shop/\n`);
}
