import type { Webhook, WebhookKind, WebhookState } from "@/api/admin-types";
import type { Tone } from "@/ui/Badge";
import type { IconName } from "@/ui/Icon";

/** Every kind of event, as `crates/model/src/webhook.rs` has them; a test compares the two. */
export const KINDS = [
  "case.opened",
  "case.assigned",
  "case.transferred",
  "case.resolved",
  "case.reopened",
  "message.received",
  "message.sent",
  "customer.created",
  "customer.updated",
  "customer.merged",
  "customer.parted",
  "customer.erased",
  "sla.warned",
  "sla.breached",
] as const satisfies readonly WebhookKind[];

type Flat<K extends string> = K extends `${infer Subject}.${infer Verb}`
  ? `${Subject}_${Verb}`
  : never;

/** The name of a kind's text; a dot would be a level of the texts' tree. */
export function kindKey(kind: WebhookKind): Flat<WebhookKind> {
  return kind.replace(".", "_") as Flat<WebhookKind>;
}

export const STATES: readonly WebhookState[] = ["pending", "delivered", "failed", "held"];

export const STATE_LOOKS: Record<WebhookState, { tone: Tone; icon: IconName }> = {
  pending: { tone: "info", icon: "clock" },
  delivered: { tone: "ok", icon: "check" },
  failed: { tone: "bad", icon: "warn" },
  held: { tone: "neutral", icon: "pause" },
};

export type Health = "working" | "failing" | "untried" | "off" | "stopped";

export const HEALTH_LOOKS: Record<Health, { tone: Tone; icon: IconName }> = {
  working: { tone: "ok", icon: "check" },
  failing: { tone: "warn", icon: "warn" },
  untried: { tone: "neutral", icon: "clock" },
  off: { tone: "neutral", icon: "pause" },
  stopped: { tone: "bad", icon: "warn" },
};

/** How an address is doing. */
export function healthOf(webhook: Webhook): Health {
  if (!webhook.active) return webhook.switched_off ? "stopped" : "off";
  if (webhook.failing_since) return "failing";
  return webhook.last_ok_at ? "working" : "untried";
}

const ERRORS = [
  "address",
  "private_not_allowed",
  "dns",
  "refused",
  "unreachable",
  "timeout",
  "tls",
  "lost",
] as const;

/** The name of an error's text, if it has one here. */
export function errorKey(error: string): (typeof ERRORS)[number] | null {
  return ERRORS.find((each) => each === error) ?? null;
}
