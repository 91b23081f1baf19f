import { useMemo, useSyncExternalStore } from "react";
import { sendNote, sendReply } from "@/api/cases";
import { ApiProblem } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import type { AfterReply, FileView, UserId } from "@/api/types";
import { addMessage } from "@/realtime/thread-cache";

/** What was written and is not yet known to be stored. */
export interface Pending {
  client_id: string;
  /** Who wrote it. Browsers are shared: nobody sends another one's words. */
  author: UserId;
  case: string;
  kind: "outbound" | "note";
  text: string;
  files: FileView[];
  mentions: UserId[];
  subject?: string;
  after?: AfterReply;
  at: string;
  state: "sending" | "failed";
  error?: string;
  /** The server may take the same thing later: tried again when the line is back. */
  temporary?: boolean;
}

const KEY = "madoguchi.outbox";

/**
 * Messages on their way. Kept in localStorage until the server has them, so that a reload in the
 * wrong moment loses nothing; the same `client_id` twice has no effect twice.
 */
let pending: readonly Pending[] = restore();
const listeners = new Set<() => void>();

function restore(): Pending[] {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]") as Pending[];
    // Whether these arrived is unknown: sending them again finds out.
    return stored.map((each) => ({ ...each, state: "failed", temporary: true }));
  } catch {
    return [];
  }
}

function publish(next: readonly Pending[]): void {
  pending = next;
  try {
    if (next.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage a message lives until the reload.
  }
  for (const listener of listeners) listener();
}

function change(id: string, fields: Partial<Pending>): void {
  publish(pending.map((each) => (each.client_id === id ? { ...each, ...fields } : each)));
}

/** Sends a message, shown at once and confirmed when it is stored. */
export function send(message: Omit<Pending, "state" | "at">): void {
  const entry: Pending = { ...message, at: new Date().toISOString(), state: "sending" };
  publish([...pending.filter((each) => each.client_id !== entry.client_id), entry]);
  void deliver(entry);
}

/** Tries a failed message again, as the same message. */
export function retry(id: string): void {
  const entry = pending.find((each) => each.client_id === id);
  if (entry?.state !== "failed") return;
  change(id, { state: "sending", error: undefined });
  void deliver(entry);
}

/** Tries again what somebody wrote and what failed only because the server could not be reached. */
export function retryTemporary(author: UserId): void {
  for (const each of pending) {
    if (each.author === author && each.state === "failed" && each.temporary) retry(each.client_id);
  }
}

/** Gives a message up. */
export function discard(id: string): void {
  publish(pending.filter((each) => each.client_id !== id));
}

async function deliver(entry: Pending): Promise<void> {
  const { client_id, text } = entry;
  const files = entry.files.map((file) => file.id);
  try {
    const message =
      entry.kind === "note"
        ? await sendNote(entry.case, { text, files, client_id, mentions: entry.mentions })
        : await sendReply(entry.case, {
            text,
            files,
            client_id,
            subject: entry.subject,
            // biome-ignore lint/suspicious/noThenProperty: the API's name; never awaited
            then: entry.after,
          });
    addMessage(queryClient, message);
    discard(client_id);
  } catch (error) {
    const problem = error instanceof ApiProblem ? error : null;
    change(client_id, {
      state: "failed",
      error: problem?.detail ?? problem?.title ?? String(error),
      temporary: problem?.temporary ?? false,
    });
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** What somebody has on the way in a case. */
export function usePending(caseId: string, author: UserId): readonly Pending[] {
  const all = useSyncExternalStore(subscribe, () => pending);
  return useMemo(
    () => all.filter((each) => each.case === caseId && each.author === author),
    [all, caseId, author],
  );
}
