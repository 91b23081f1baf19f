import type {
  AuditEntry,
  BusinessHours,
  BusinessHoursChange,
  CategoryChange,
  Channel,
  ChannelChange,
  NewBusinessHours,
  NewCategory,
  NewChannel,
  NewQueue,
  NewSlaPolicy,
  NewTenant,
  NewUser,
  Queue,
  QueueChange,
  SlaPolicy,
  SlaPolicyChange,
  Tenant,
  User,
  UserChange,
} from "../../src/api/admin-types";
import type { SettingsPart } from "../../src/api/types";
import { CHANNEL_KINDS } from "./channel-kinds.ts";
import { checkHours, checkPolicy, makeHours, makePolicies } from "./promises.ts";
import { changed, conflict, gone, invalid } from "./refusal.ts";
import type { Call } from "./routes.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;

/** What only the administration sees. */
class Admin {
  readonly users: User[];
  readonly queues: Queue[];
  readonly channels: Channel[];
  readonly audit: AuditEntry[] = [];
  readonly tenants: Tenant[];
  readonly hours: BusinessHours[];
  readonly policies: SlaPolicy[];

  constructor(private readonly world: World) {
    const { directory, me } = world;
    this.users = directory.users.map((user, index) => ({
      id: user.id,
      email: index === 0 ? me.email : `agent${index}@example.jp`,
      name: user.name,
      roles: user.roles,
      locale: "ja",
      active: user.active,
      chat_capacity: 3,
      mail_capacity: 10,
      queues: world.agents[index]?.queues ?? [],
      created_at: world.at((90 - index) * 1440 * MINUTE),
      version: 1,
    }));
    this.queues = directory.queues.map((queue) => ({
      id: queue.id,
      name: queue.name,
      offer_seconds: 20,
      archived: queue.archived,
      members: this.users.filter((user) => user.queues.includes(queue.id)).map((each) => each.id),
      version: 1,
    }));
    this.channels = directory.channels.map((channel) => this.channel(channel.id, channel.kind));
    this.tenants = [
      {
        id: me.tenant.id,
        slug: me.tenant.slug,
        name: me.tenant.name,
        created_at: world.at(90 * 1440 * MINUTE),
      },
    ];
    this.hours = makeHours(world);
    this.policies = makePolicies(world, this.hours);
    this.history();
  }

  private channel(id: string, kind: Channel["kind"]): Channel {
    const mail = kind === "email";
    return {
      id,
      kind,
      name: this.world.directory.channels.find((each) => each.id === id)?.name ?? "",
      active: true,
      queue: this.world.directory.queues[0]?.id ?? "",
      public_key: mail ? null : "kX3vP9sQ2wLr7ZbT",
      settings: mail
        ? {
            address: "support@aoba.example",
            from_name: "青葉くらしの店",
            signature: "青葉くらしの店 お客様窓口\n平日 9:00–18:00",
            imap_host: "imap.aoba.example",
            imap_port: "993",
            imap_security: "tls",
            imap_username: "support",
            imap_folder: "INBOX",
            smtp_host: "smtp.aoba.example",
            smtp_port: "587",
            smtp_security: "starttls",
            smtp_username: "support",
            allow_plain: "false",
          }
        : {
            title: "青葉くらしの店",
            greeting: "こんにちは。ご用件をお聞かせください。",
            accent: "#2f5bd3",
            locale: "ja",
            ask_contact: "true",
          },
      secrets_set: mail ? ["imap_password", "smtp_password"] : ["identity_secret"],
      last_ok_at: mail ? this.world.at(26 * MINUTE) : this.world.at(MINUTE),
      last_error: mail ? "imap.aoba.example: ログインを拒否されました(AUTHENTICATIONFAILED)" : null,
      version: 1,
    };
  }

  private history(): void {
    const { world } = this;
    const who = (n: number) => this.users[n % this.users.length]?.id ?? null;
    const queue = this.queues[1]?.id ?? "";
    const samples: [string, string, unknown][] = [
      ["sign_in", world.me.id, {}],
      [
        "queue.changed",
        queue,
        { offer_seconds: 30, members: this.users.slice(1, 4).map((u) => u.id) },
      ],
      [
        "user.changed",
        who(2) ?? "",
        {
          roles: { from: ["agent"], to: ["agent", "supervisor"] },
          chat_capacity: { from: 3, to: 4 },
        },
      ],
      ["sign_in_failed", "unknown@example.jp", {}],
      [
        "channel.changed",
        this.channels[1]?.id ?? "",
        { settings: ["imap_host"], secrets: ["imap_password"] },
      ],
      ["presence.changed", who(3) ?? "", { state: "away" }],
      [
        "category.created",
        world.directory.categories[4]?.id ?? "",
        { name: "贈り物の相談", parent: world.directory.categories[3]?.id },
      ],
      ["password.reset", who(4) ?? "", { sessions_ended: 2 }],
      ["sign_out", who(1) ?? "", {}],
    ];
    for (let n = 0; n < 130; n += 1) {
      const [action, target, detail] = samples[n % samples.length] ?? ["", "", {}];
      this.audit.push({
        id: world.random.uuid(),
        at: world.at(n * 47 * MINUTE),
        user: action === "sign_in_failed" ? null : who(n % 2 ? 0 : n),
        action,
        target,
        detail,
        ip: `192.0.2.${10 + (n % 40)}`,
      });
    }
  }

  /** Notes an entry and tells desks that names may have changed. */
  note(action: string, target: string, part: SettingsPart, detail: unknown): void {
    const { world } = this;
    this.audit.unshift({
      id: world.random.uuid(),
      at: new Date().toISOString(),
      user: world.me.id,
      action,
      target,
      detail,
      ip: "192.0.2.10",
    });
    world.emit({ topic: "inbox", type: "settings.changed", id: part, data: { part } });
  }
}

const worlds = new WeakMap<World, Admin>();

function adminOf(world: World): Admin {
  const known = worlds.get(world) ?? new Admin(world);
  worlds.set(world, known);
  return known;
}

function found<T extends { id: string }>(rows: T[], id: string | undefined): T {
  const row = rows.find((each) => each.id === id);
  if (!row) throw gone();
  return row;
}

/** Changes a row that has a version, or says that somebody was faster. */
function apply<T extends { version: number }>(row: T, { version }: Call, change: object): T {
  if (version !== row.version) throw changed();
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.assign(row, Object.fromEntries(given), { version: row.version + 1 });
}

function named(name: string | undefined): void {
  if (name !== undefined && name.trim() === "") throw invalid("name", "入力してください。");
}

function createUser(world: World, call: Call): User {
  const admin = adminOf(world);
  const input = call.body as NewUser;
  if (!input.email.includes("@"))
    throw invalid("email", "メールアドレスの形式が正しくありません。");
  named(input.name);
  if (input.password.length < 10) throw invalid("password", "パスワードは10〜200文字です。");
  if (input.roles.length === 0) throw invalid("roles", "役割を選択してください。");
  const { password: _secret, ...rest } = input;
  const user: User = {
    locale: "ja",
    chat_capacity: 3,
    mail_capacity: 10,
    ...rest,
    id: world.random.uuid(),
    active: true,
    created_at: new Date().toISOString(),
    version: 1,
  };
  admin.users.push(user);
  world.directory.users.push({ id: user.id, name: user.name, roles: user.roles, active: true });
  admin.note("user.created", user.id, "users", { name: user.name, roles: user.roles });
  return user;
}

function changeUser(world: World, call: Call): User {
  const admin = adminOf(world);
  const user = found(admin.users, call.params[0]);
  const change = call.body as UserChange;
  named(change.name);
  if (change.roles?.length === 0) throw invalid("roles", "役割を選択してください。");
  if (user.id === world.me.id && change.active === false) {
    throw conflict("自分自身の無効化はできません。ほかの管理者に依頼してください。");
  }
  apply(user, call, change);
  const brief = world.directory.users.find((each) => each.id === user.id);
  if (brief) Object.assign(brief, { name: user.name, roles: user.roles, active: user.active });
  admin.note("user.changed", user.id, "users", change);
  return user;
}

function createQueue(world: World, call: Call): Queue {
  const admin = adminOf(world);
  const input = call.body as NewQueue;
  named(input.name);
  const queue: Queue = {
    offer_seconds: 20,
    ...input,
    id: world.random.uuid(),
    archived: false,
    version: 1,
  };
  admin.queues.push(queue);
  world.directory.queues.push({ id: queue.id, name: queue.name, archived: false });
  admin.note("queue.created", queue.id, "queues", { name: queue.name });
  return queue;
}

function changeQueue(world: World, call: Call): Queue {
  const admin = adminOf(world);
  const queue = found(admin.queues, call.params[0]);
  const change = call.body as QueueChange;
  named(change.name);
  if (
    change.offer_seconds !== undefined &&
    !(change.offer_seconds >= 5 && change.offer_seconds <= 300)
  ) {
    throw invalid("offer_seconds", "5〜300で指定してください。");
  }
  const waits = [...world.cases.values()].some(
    (row) => row.queue === queue.id && row.status === "waiting",
  );
  if (change.archived && waits) {
    throw conflict("この窓口には待っている案件があります。転送してからアーカイブしてください。");
  }
  apply(queue, call, change);
  const brief = world.directory.queues.find((each) => each.id === queue.id);
  if (brief) Object.assign(brief, { name: queue.name, archived: queue.archived });
  admin.note("queue.changed", queue.id, "queues", change);
  return queue;
}

/** A queue keeps one list of hours. */
function keepHours(admin: Admin, hours: BusinessHours): BusinessHours {
  for (const other of admin.hours) {
    if (other === hours) continue;
    other.queues = other.queues.filter((queue) => !hours.queues.includes(queue));
  }
  return hours;
}

function createHours(world: World, call: Call): BusinessHours {
  const admin = adminOf(world);
  const input = call.body as NewBusinessHours;
  named(input.name);
  checkHours(input);
  const hours: BusinessHours = {
    id: world.random.uuid(),
    name: input.name,
    zone: input.zone ?? "Asia/Tokyo",
    week: input.week,
    holidays: input.holidays,
    days: input.days ?? {},
    queues: input.queues ?? [],
    archived: false,
    open_now: true,
    changes_at: world.at(-5 * 60 * MINUTE),
    version: 1,
  };
  admin.hours.push(hours);
  admin.note("hours.created", hours.id, "hours", { name: hours.name });
  return keepHours(admin, hours);
}

function changeHours(world: World, call: Call): BusinessHours {
  const admin = adminOf(world);
  const hours = found(admin.hours, call.params[0]);
  const change = call.body as BusinessHoursChange;
  named(change.name ?? undefined);
  checkHours(change);
  if (change.archived && (change.queues ?? hours.queues).length > 0) {
    throw conflict("この営業時間を使っているキューがあります。先に外してください。");
  }
  apply(hours, call, change);
  admin.note("hours.changed", hours.id, "hours", change);
  return keepHours(admin, hours);
}

function createPolicy(world: World, call: Call): SlaPolicy {
  const admin = adminOf(world);
  const input = call.body as NewSlaPolicy;
  named(input.name);
  checkPolicy(input);
  const policy = {
    ...input,
    id: world.random.uuid(),
    position: input.position ?? Math.max(0, ...admin.policies.map((each) => each.position)) + 10,
    active: true,
    hours: input.hours ?? null,
    version: 1,
  } as SlaPolicy;
  admin.policies.push(policy);
  admin.note("sla.created", policy.id, "sla", { name: policy.name });
  return policy;
}

function changePolicy(world: World, call: Call): SlaPolicy {
  const admin = adminOf(world);
  const policy = found(admin.policies, call.params[0]);
  const change = call.body as SlaPolicyChange;
  named(change.name ?? undefined);
  checkPolicy(change);
  const { version: _before, ...from } = policy;
  const { version: _after, ...to } = apply(policy, call, change);
  admin.note("sla.changed", policy.id, "sla", { from, to });
  return policy;
}

function createCategory(world: World, { body }: Call) {
  const input = body as NewCategory;
  const { categories } = world.directory;
  const siblings = categories.filter((each) => each.parent === (input.parent ?? null));
  if (siblings.some((each) => each.name === input.name && !each.archived)) {
    throw invalid("name", "すでに使われています。別の値を指定してください。");
  }
  const category = {
    id: world.random.uuid(),
    parent: input.parent ?? null,
    name: input.name,
    position: Math.max(-1, ...siblings.map((each) => each.position)) + 1,
    archived: false,
    version: 1,
  };
  categories.push(category);
  adminOf(world).note("category.created", category.id, "categories", { name: input.name });
  return category;
}

function changeCategory(world: World, call: Call) {
  const category = found(world.directory.categories, call.params[0]);
  apply(category, call, call.body as CategoryChange);
  adminOf(world).note("category.changed", category.id, "categories", call.body);
  return category;
}

/** Takes typed settings apart into what is shown and what is secret. */
function fill(channel: Channel, typed: Record<string, string> = {}): void {
  const kind = CHANNEL_KINDS.find((each) => each.kind === channel.kind);
  for (const [key, value] of Object.entries(typed)) {
    const field = kind?.fields.find((each) => each.key === key);
    if (key.endsWith("_port") && !/^\d{1,5}$/.test(value)) {
      throw invalid(`settings.${key}`, "1〜65535で指定してください。");
    }
    if (field?.input === "secret") {
      channel.secrets_set = channel.secrets_set.filter((each) => each !== key);
      if (value !== "") channel.secrets_set.push(key);
    } else channel.settings = { ...channel.settings, [key]: value };
  }
}

function createChannel(world: World, { body }: Call): Channel {
  const input = body as NewChannel;
  named(input.name);
  const channel: Channel = {
    ...input,
    id: world.random.uuid(),
    active: true,
    public_key: input.kind === "web_chat" ? "Nw8aQm4tYc1RzD5f" : null,
    settings: {},
    secrets_set: [],
    last_ok_at: null,
    last_error: null,
    version: 1,
  };
  fill(channel, input.settings);
  const { id, kind, name, active } = channel;
  adminOf(world).channels.push(channel);
  world.directory.channels.push({ id, kind, name, active });
  adminOf(world).note("channel.created", id, "channels", { kind, name });
  return channel;
}

function changeChannel(world: World, call: Call): Channel {
  const admin = adminOf(world);
  const channel = found(admin.channels, call.params[0]);
  const { settings, ...change } = call.body as ChannelChange;
  named(change.name);
  apply(channel, call, change);
  fill(channel, settings);
  const brief = world.directory.channels.find((each) => each.id === channel.id);
  if (brief) Object.assign(brief, { name: channel.name, active: channel.active });
  admin.note("channel.changed", channel.id, "channels", { settings: Object.keys(settings ?? {}) });
  return channel;
}

function testChannel(world: World, { params }: Call) {
  const channel = found(adminOf(world).channels, params[0]);
  const line = `<script src="https://desk.example/widget.js" data-channel="${channel.public_key}" async></script>`;
  return channel.kind === "web_chat"
    ? {
        steps: [
          {
            step: "script",
            ok: channel.active,
            text: `次の1行をサイトの </body> の前に置いてください: ${line}`,
          },
        ],
      }
    : {
        steps: [
          {
            step: "receive",
            ok: false,
            text: "imap.aoba.example: ログインを拒否されました。ユーザー名とパスワードを確認してください。",
          },
          { step: "send", ok: true, text: "送信サーバーに接続できました。" },
        ],
      };
}

function createTenant(world: World, { body }: Call): Tenant {
  const input = body as NewTenant;
  if (!/^[a-z0-9-]{2,40}$/.test(input.slug)) {
    throw invalid("slug", "2〜40文字の英小文字・数字・ハイフンで指定してください。");
  }
  const tenant = {
    id: world.random.uuid(),
    slug: input.slug,
    name: input.name,
    created_at: new Date().toISOString(),
  };
  adminOf(world).tenants.push(tenant);
  adminOf(world).note("tenant.created", tenant.id, "tenant", { slug: tenant.slug });
  return tenant;
}

function page<T>(rows: T[], query: URLSearchParams) {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 50);
  return { items: rows.slice(from, to), next: to < rows.length ? String(to) : undefined };
}

function audit(world: World, { query }: Call) {
  const rows = adminOf(world).audit.filter(
    (entry) =>
      (!query.get("action") || entry.action === query.get("action")) &&
      (!query.get("user") || entry.user === query.get("user")),
  );
  return page(rows, query);
}

/** The administration's routes. */
export const ADMIN_ROUTES: [string, string, (world: World, call: Call) => unknown][] = [
  ["GET", "/admin/users", (world, { query }) => page(adminOf(world).users, query)],
  ["POST", "/admin/users", createUser],
  ["PATCH", "/admin/users/:id", changeUser],
  ["POST", "/admin/users/:id/password", () => undefined],
  ["GET", "/admin/queues", (world) => adminOf(world).queues],
  ["POST", "/admin/queues", createQueue],
  ["PATCH", "/admin/queues/:id", changeQueue],
  ["GET", "/admin/hours", (world) => adminOf(world).hours],
  ["POST", "/admin/hours", createHours],
  ["PATCH", "/admin/hours/:id", changeHours],
  [
    "GET",
    "/admin/sla-policies",
    (world) => adminOf(world).policies.toSorted((a, b) => a.position - b.position),
  ],
  ["POST", "/admin/sla-policies", createPolicy],
  ["PATCH", "/admin/sla-policies/:id", changePolicy],
  ["POST", "/admin/categories", createCategory],
  ["PATCH", "/admin/categories/:id", changeCategory],
  ["GET", "/admin/channel-kinds", () => CHANNEL_KINDS],
  ["GET", "/admin/channels", (world) => adminOf(world).channels],
  ["POST", "/admin/channels", createChannel],
  ["PATCH", "/admin/channels/:id", changeChannel],
  ["POST", "/admin/channels/:id/test", testChannel],
  ["GET", "/admin/audit", audit],
  ["GET", "/admin/tenants", (world) => adminOf(world).tenants],
  ["POST", "/admin/tenants", createTenant],
];
