import { learnServerTime } from "@/lib/clock";
import { settings } from "@/lib/settings";
import { ApiProblem, type ProblemBody } from "./problem";
import type { paths } from "./schema";

/** Root of the API. */
export const API = "/api/v1";

type Query = object;

/** `/cases/{id}/notes` → `/cases/${string}/notes`. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path;

/** The addresses below the root that answer a method: a wrong one does not compile. */
type Address<Method extends string> = {
  [P in keyof paths]: paths[P] extends Record<Method, object>
    ? P extends `/api/v1${infer Rest}`
      ? Filled<Rest>
      : never
    : never;
}[keyof paths];

interface Options {
  query?: Query;
  body?: unknown;
  /** Version of the thing that is changed, for `If-Match`. */
  version?: number;
  signal?: AbortSignal;
}

let csrf: string | null = null;
let onSignedOut: (() => void) | null = null;

/** The token of the session, from `GET /me`; goes with every changing request. */
export function setCsrf(token: string | null): void {
  csrf = token;
}

/** The token of the session, for requests that do not go through this file (uploads). */
export function csrfToken(): string | null {
  return csrf;
}

/** What happens when the server says that the session is over. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

/** The address of an API path with its query; absent values are left out. */
export function address(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return `${API}${path}${text ? `?${text}` : ""}`;
}

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "accept-language": settings.get().language,
  };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET" && csrf) headers["x-csrf-token"] = csrf;
  if (options.version !== undefined) headers["if-match"] = `"${options.version}"`;
  const response = await send(address(path, options.query), {
    method,
    headers,
    credentials: "same-origin",
    signal: options.signal,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  learnServerTime(response.headers.get("date"));
  if (!response.ok) throw await readProblem(response, path);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw networkProblem();
  }
}

/** No answer came. */
export function networkProblem(): ApiProblem {
  const ja = settings.get().language === "ja";
  return new ApiProblem(
    {
      code: "network",
      title: ja
        ? "サーバーに接続できません。通信状態を確認してください。"
        : "The server cannot be reached. Check the network.",
    },
    0,
  );
}

/** What is said of an answer that does not say itself what went wrong, as a proxy's. */
function untitled(status: number): string {
  return settings.get().language === "ja"
    ? `サーバーが応答していません(HTTP ${status})。少し待ってからやり直してください。`
    : `The server is not answering (HTTP ${status}). Wait a moment and try again.`;
}

/** The problem in an answer; an expired session is reported once to the shell. */
export async function readProblem(response: Response, path: string): Promise<ApiProblem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // A proxy's error page is no JSON.
  }
  body.title ??= untitled(response.status);
  const problem = new ApiProblem(body, response.status);
  if (response.status === 401 && !path.startsWith("/sign-in")) {
    onSignedOut?.();
  }
  return problem;
}

/** Typed calls; every failure is an {@link ApiProblem}. */
export const api = {
  get: <T>(path: Address<"get">, query?: Query, signal?: AbortSignal) =>
    request<T>("GET", path, { query, signal }),
  post: <T>(path: Address<"post">, body?: unknown) => request<T>("POST", path, { body }),
  put: <T>(path: Address<"put">, body?: unknown) => request<T>("PUT", path, { body }),
  patch: <T>(path: Address<"patch">, body: unknown, version?: number) =>
    request<T>("PATCH", path, { body, version }),
  delete: <T>(path: Address<"delete">) => request<T>("DELETE", path),
};
