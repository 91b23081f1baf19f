import { address, csrfToken, networkProblem } from "./client";
import { ApiProblem, type ProblemBody } from "./problem";
import type { FileView } from "./types";

/** Bytes of one uploaded file (`ATTACHMENT_BYTES_MAX`). */
export const FILE_BYTES_MAX = 20 * 1024 * 1024;
/** Files of one message (`ATTACHMENTS_PER_MESSAGE_MAX`). */
export const FILES_MAX = 10;
/** Characters of one message or note (`MESSAGE_CHARS_MAX`). */
export const MESSAGE_CHARS_MAX = 10_000;

/**
 * Uploads a file and reports progress from 0 to 1. `XMLHttpRequest`, because `fetch` still cannot
 * tell how much of a request body has gone out.
 */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<FileView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address("/files"));
    request.responseType = "json";
    const token = csrfToken();
    if (token) request.setRequestHeader("x-csrf-token", token);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve(request.response as FileView);
      else reject(new ApiProblem((request.response ?? {}) as ProblemBody, request.status));
    };
    request.onerror = () => reject(networkProblem());
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}
