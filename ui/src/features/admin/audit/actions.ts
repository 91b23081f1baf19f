/** Everything the server writes into the audit log; a test compares it with the server's code. */
export const ACTIONS = [
  "sign_in",
  "sign_in_failed",
  "sign_out",
  "password.changed",
  "password.reset",
  "factor.enabled",
  "factor.removed",
  "factor.reset",
  "factor.recovered",
  "sign_on.created",
  "sign_on.changed",
  "sign_on.linked",
  "sign_on.released",
  "backup.taken",
  "user.created",
  "user.changed",
  "presence.changed",
  "queue.created",
  "queue.changed",
  "category.created",
  "category.changed",
  "disposition.created",
  "disposition.changed",
  "tenant.resolve_rule",
  "procedure.created",
  "procedure.changed",
  "view.shared",
  "view.removed",
  "channel.created",
  "channel.changed",
  "channel.tested",
  "hours.created",
  "hours.changed",
  "sla.created",
  "sla.changed",
  "customer.created",
  "customer.changed",
  "customer.identified",
  "customer.merged",
  "customer.parted",
  "customer.told_apart",
  "customer.tied",
  "customer.lookalike_threshold",
  "handover.offered",
  "customer.proof_asked",
  "customer.proven",
  "customer.held",
  "customer.released",
  "tenant.retention",
  "tenant.translator",
  "customer.exported",
  "consent.recorded",
  "consent_purpose.created",
  "consent_purpose.changed",
  "customer.erased",
  "template.created",
  "template.changed",
  "partner.created",
  "partner.changed",
  "side.sent",
  "webhook.created",
  "webhook.changed",
  "webhook.tested",
  "webhook.replayed",
  "webhook.switched_off",
  "token.created",
  "token.revoked",
  "tenant.created",
] as const;
export type Action = (typeof ACTIONS)[number];

type Flat<A extends string> = A extends `${infer Subject}.${infer Verb}` ? `${Subject}_${Verb}` : A;

/** The key of an action's name, or `null` for one that a newer server writes. */
export function actionKey(action: string): Flat<Action> | null {
  const known = ACTIONS.find((each) => each === action);
  return known ? (known.replace(".", "_") as Flat<Action>) : null;
}

/** Fields of a detail that have a name here; others are shown as they are. */
export const DETAIL_FIELDS = [
  "name",
  "email",
  "roles",
  "active",
  "chat_capacity",
  "mail_capacity",
  "queues",
  "queue",
  "members",
  "offer_seconds",
  "archived",
  "ja",
  "en",
  "shortcut",
  "category",
  "actions",
  "steps",
  "parent",
  "position",
  "kind",
  "settings",
  "secrets",
  "imap_host",
  "smtp_host",
  "state",
  "slug",
  "locale",
  "sessions_ended",
  "last_seq",
  "with_key",
  "case",
  "customer",
  "hours",
  "conditions",
  "targets",
  "escalation",
  "provider",
  "why",
  "issuer",
  "client_id",
  "domains",
  "trusts_emails",
  "creates_people",
  "asks_code",
  "passwords_off",
  "scopes",
  "url",
  "kinds",
  "addresses",
  "files",
  "quotes",

  "since",
  "count",
  "expires_at",
  "token",
  "token_id",
] as const;

export type DetailField = (typeof DETAIL_FIELDS)[number];

export function isDetailField(key: string): key is DetailField {
  return DETAIL_FIELDS.some((each) => each === key);
}

/** One line of a detail. */
export interface DetailLine {
  key: string;
  /** What it is, or became. */
  value: unknown;
  /** What it was; absent when that is not told. */
  before?: unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A detail as lines; `{from, to}` is a change, of one field or of the whole. */
export function detailLines(detail: unknown): DetailLine[] {
  if (!isObject(detail)) return [];
  const { from, to } = detail;
  if (isObject(from) && isObject(to)) {
    return Object.entries(to)
      .map(([key, value]) => ({ key, value, before: from[key] ?? null }))
      .filter((line) => JSON.stringify(line.value) !== JSON.stringify(line.before));
  }
  return Object.entries(detail).map(([key, value]) =>
    isObject(value) && "to" in value && "from" in value
      ? { key, value: value.to, before: value.from }
      : { key, value },
  );
}
