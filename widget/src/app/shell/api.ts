/** The HTTP side of the chat protocol. */
import type {
  OlderAnswer,
  Problem,
  SessionAnswer,
  SessionRequest,
  UploadedFile,
} from '../../wire.ts';

/** An answer that is not a success; `status` 0 means that there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    /** Seconds. */
    readonly retryAfter: number | null,
  ) {
    super(title);
  }
}

/** Makes an error of a refused answer's body; anything that is no problem document has no title. */
export function problemOf(status: number, body: string, header: string | null): ApiError {
  let problem: Partial<Problem> = {};
  try {
    problem = (JSON.parse(body) ?? {}) as Partial<Problem>;
  } catch {
    // A proxy's own error page: the status has to do.
  }
  const words = problem.detail ?? problem.title;
  const retry = problem.retry_after ?? (header === null ? Number.NaN : Number(header));
  return new ApiError(
    status,
    typeof words === 'string' ? words : '',
    typeof retry === 'number' && Number.isFinite(retry) ? retry : null,
  );
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store' });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, '', null);
  }
  if (response.ok) return (await response.json()) as T;
  throw problemOf(response.status, await response.text(), response.headers.get('Retry-After'));
}

/** Starts or continues a session. */
export function postSession(body: SessionRequest, signal: AbortSignal): Promise<SessionAnswer> {
  return call('/chat/v1/sessions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': body.locale },
    body: JSON.stringify(body),
    signal,
  });
}

/** Messages before number `before`. */
export function getOlder(visitor: string, before: number): Promise<OlderAnswer> {
  return call(`/chat/v1/messages?before=${before}`, {
    headers: { Authorization: `Bearer ${visitor}` },
  });
}

/** An upload under way. */
export interface Upload {
  done: Promise<UploadedFile>;
  abort: () => void;
}

/** Uploads one file; `onProgress` hears the share sent, 0 to 1. XHR, because fetch cannot tell. */
export function upload(
  visitor: string,
  file: File,
  locale: string,
  onProgress: (share: number) => void,
): Upload {
  const xhr = new XMLHttpRequest();
  const done = new Promise<UploadedFile>((resolve, reject) => {
    xhr.open('POST', '/chat/v1/uploads');
    xhr.setRequestHeader('Authorization', `Bearer ${visitor}`);
    xhr.setRequestHeader('Accept-Language', locale);
    xhr.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total);
    xhr.onerror = () => reject(new ApiError(0, '', null));
    xhr.onload = () => {
      if (xhr.status !== 201) {
        reject(problemOf(xhr.status, xhr.responseText, xhr.getResponseHeader('Retry-After')));
        return;
      }
      try {
        resolve(JSON.parse(xhr.responseText) as UploadedFile);
      } catch {
        reject(new ApiError(0, '', null));
      }
    };
    const form = new FormData();
    form.append('file', file, file.name);
    xhr.send(form);
  });
  return { done, abort: () => xhr.abort() };
}
