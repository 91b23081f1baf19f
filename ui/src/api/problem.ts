/** A refusal of the server (RFC 9457), or the line being down, as one typed error. */
export class ApiProblem extends Error {
  /** Stable code, e.g. `changed`, `offer_gone`; `network` when no answer came. */
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** For people, in their language. */
  readonly title: string;
  readonly detail: string | null;
  /** The field that is wrong, as named in the request. */
  readonly field: string | null;
  /** Seconds to wait before another try. */
  readonly retryAfter: number | null;

  constructor(body: ProblemBody, status: number) {
    super(body.title ?? `HTTP ${status}`);
    this.name = "ApiProblem";
    this.code = body.code ?? `http_${status}`;
    this.status = status;
    this.title = body.title ?? `HTTP ${status}`;
    this.detail = body.detail ?? null;
    this.field = body.field ?? null;
    this.retryAfter = body.retry_after ?? null;
  }

  /** Whether the same request may succeed later by itself. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The JSON of a problem. */
export interface ProblemBody {
  code?: string;
  title?: string;
  detail?: string | null;
  field?: string | null;
  retry_after?: number | null;
}
