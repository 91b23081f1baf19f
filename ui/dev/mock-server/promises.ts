import type {
  BusinessHours,
  BusinessHoursChange,
  NewBusinessHours,
  NewSlaPolicy,
  SlaPolicy,
  SlaPolicyChange,
} from "../../src/api/admin-types";
import type {
  CaseRow,
  CaseSla,
  Message,
  PromiseView,
  SlaDetail,
  SlaTarget,
} from "../../src/api/types";
import { invalid } from "./refusal.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;
const DAY = 1_440;

/** Minutes and warning of each promise, for a chat and for a mail. */
const GOALS: Record<"chat" | "mail", Record<SlaTarget, [minutes: number, warn: number]>> = {
  chat: { first_response: [12, 70], next_response: [45, 80], resolution: [480, 80] },
  mail: { first_response: [20, 80], next_response: [240, 80], resolution: [720, 80] },
};
const TARGETS: SlaTarget[] = ["first_response", "next_response", "resolution"];
const POLICY = { chat: "チャット標準", mail: "メール標準" };

/** The fixture's centre is open day and night, but for its promises on these cases. */
const isClosed = (row: CaseRow) => row.number % 9 === 0;

const mediumOf = (row: CaseRow) => (row.channel_kind === "email" ? "mail" : "chat");

function promise(row: CaseRow, thread: readonly Message[], target: SlaTarget): PromiseView {
  const [minutes, warn] = GOALS[mediumOf(row)][target];
  const answer = thread.find((message) => message.kind === "outbound");
  const waits = row.waiting_since !== null && row.status !== "resolved";
  const held = target === "resolution" && row.status === "pending_customer";
  const running =
    target === "resolution"
      ? row.status !== "resolved" && !held
      : waits && (target === "first_response") === (answer === undefined);
  const from = target === "next_response" ? row.waiting_since : row.created_at;
  const last = thread.at(-1)?.at ?? row.created_at;
  const ended = target === "first_response" ? answer?.at : held || !running ? last : undefined;
  const to = running ? Date.now() : Date.parse(ended ?? last);
  const spent = from ? Math.max(0, to - Date.parse(from)) : 0;
  return {
    target,
    goal_minutes: minutes,
    warn_percent: warn,
    spent_seconds: Math.floor(spent / 1000),
    running,
    held,
    due_at: running && from ? new Date(Date.parse(from) + minutes * MINUTE).toISOString() : null,
    breached: spent > minutes * MINUTE,
    fulfilled:
      running || held || (answer === undefined && row.status !== "resolved")
        ? null
        : target === "resolution" || answer !== undefined,
  };
}

/** The promise of a case that falls due next, or is overdue. */
export function caseSla(row: CaseRow, thread: readonly Message[]): CaseSla | null {
  const running = TARGETS.map((target) => promise(row, thread, target))
    .filter((each) => each.due_at !== null)
    .sort((a, b) => (a.due_at ?? "").localeCompare(b.due_at ?? ""));
  const [next] = running;
  if (!next?.due_at) return null;
  const { target, due_at, goal_minutes, warn_percent, spent_seconds, breached } = next;
  const warned = spent_seconds * 100 >= goal_minutes * 60 * warn_percent;
  return { target, due_at, warned, breached };
}

/** All promises of a case. */
export function slaDetail(row: CaseRow, thread: readonly Message[]): SlaDetail {
  const opens = new Date(Date.now() + 14 * 60 * MINUTE).setUTCMinutes(0, 0, 0);
  return {
    policy: POLICY[mediumOf(row)],
    open_now: !isClosed(row),
    opens_at: new Date(isClosed(row) ? opens : Date.now()).toISOString(),
    promises: TARGETS.map((target) => promise(row, thread, target)),
  };
}

const WORKDAY = ["9:00-18:00"];

/** A few hours and policies of the fixture. */
export function makeHours(world: World): BusinessHours[] {
  const queues = world.directory.queues.map((queue) => queue.id);
  const row = (part: Partial<BusinessHours>): BusinessHours => ({
    id: world.random.uuid(),
    name: "",
    zone: "Asia/Tokyo",
    week: [WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, [], []],
    holidays: { rule: "closed" },
    days: {},
    queues: [],
    archived: false,
    open_now: true,
    changes_at: world.at(-5 * 60 * MINUTE),
    version: 1,
    ...part,
  });
  return [
    row({
      name: "平日窓口",
      week: [...Array(5).fill(["9:00-12:00", "13:00-18:00"]), ["10:00-15:00"], []],
      days: { "2026-12-29": [], "2026-12-30": [], "2026-12-31": [], "2027-01-04": ["10:00-15:00"] },
      queues: queues.slice(0, 2),
    }),
    row({
      name: "夜間受付",
      week: Array(7).fill(["22:00-30:00"]),
      holidays: { rule: "as_usual" },
      queues: queues.slice(2, 3),
      open_now: false,
      changes_at: world.at(-9 * 60 * MINUTE),
    }),
    row({
      name: "土日祝窓口",
      week: [...Array(5).fill([]), ["10:00-17:00"], ["10:00-17:00"]],
      holidays: { rule: "hours", periods: ["10:00-17:00"] },
      open_now: false,
      changes_at: world.at(-22 * 60 * MINUTE),
    }),
    row({ name: "旧 平日窓口", archived: true, open_now: false, changes_at: null }),
  ];
}

export function makePolicies(world: World, hours: readonly BusinessHours[]): SlaPolicy[] {
  const { queues, categories, channels } = world.directory;
  const row = (position: number, part: Partial<SlaPolicy>): SlaPolicy => ({
    id: world.random.uuid(),
    name: "",
    position: position * 10,
    active: true,
    conditions: { queues: [], categories: [], channels: [], ranks: [], priorities: [] },
    goals: { first_response: null, next_response: null, resolution: null },
    escalation: { warn_owner: true, call_supervisors: false, raise_to: null },
    hours: null,
    version: 1,
    ...part,
  });
  const none = row(0, {}).conditions;
  const goal = (minutes: number, warn_percent = 80) => ({ minutes, warn_percent });
  return [
    row(1, {
      name: "VIPのお客様",
      conditions: { ...none, ranks: ["ゴールド", "プラチナ"], priorities: ["urgent", "high"] },
      goals: { first_response: goal(15, 50), next_response: goal(30), resolution: goal(240) },
      escalation: { warn_owner: true, call_supervisors: true, raise_to: "urgent" },
    }),
    row(2, {
      name: "返品・交換",
      conditions: {
        ...none,
        queues: queues.slice(0, 2).map((queue) => queue.id),
        categories: categories.slice(0, 2).map((category) => category.id),
      },
      goals: { first_response: goal(60), next_response: goal(120), resolution: goal(2 * DAY) },
      hours: hours[0]?.id ?? null,
    }),
    row(3, {
      name: "チャット標準",
      conditions: { ...none, channels: channels.slice(0, 1).map((channel) => channel.id) },
      goals: { first_response: goal(12, 70), next_response: goal(45), resolution: goal(480) },
    }),
    row(4, {
      name: "年末セール",
      active: false,
      goals: { first_response: goal(30), next_response: null, resolution: null },
    }),
    row(5, {
      name: "そのほか",
      goals: { first_response: goal(240), next_response: goal(480), resolution: null },
    }),
  ];
}

const PERIOD = /^\d{1,2}:\d{2}-\d{1,2}:\d{2}$/;

/** What the server refuses of hours; the desk looks first. */
export function checkHours(input: Partial<NewBusinessHours> | BusinessHoursChange): void {
  if (input.zone && !/^\w+(\/\w+)*$/.test(input.zone)) {
    throw invalid("zone", "このタイムゾーンは使えません。「Asia/Tokyo」のように入力してください。");
  }
  const wrong = input.week?.flat().find((period) => !PERIOD.test(period));
  if (wrong) throw invalid("week", `「${wrong}」は営業時間として使えません。`);
  if (input.week?.every((day) => day.length === 0)) {
    throw invalid("week", "営業する曜日がありません。1日以上の営業時間を入力してください。");
  }
}

/** What the server refuses of a policy. */
export function checkPolicy(input: Partial<NewSlaPolicy> | SlaPolicyChange): void {
  const goals = input.goals && Object.values(input.goals).filter((goal) => goal);
  if (goals?.length === 0) {
    throw invalid(
      "goals",
      "初回応答・次回応答・解決のうち、少なくとも1つの目標を入力してください。",
    );
  }
}
