import { useMemo, useSyncExternalStore } from "react";
import { sendNote, sendReply } from "@/api/cases";
import { ApiProblem } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import type { AfterReply, FileView, Message, UserId } from "@/api/types";
import { seen } from "@/realtime/stores";
import { addMessage } from "@/realtime/thread-cache";

/** What was written and is not yet known to be stored. */
export interface Pending {
  client_id: string;
  /** Who wrote it. Browsers are shared: nobody sends another one's words. */
  author: UserId;
  case: string;
  /** The number of the case, as people know it. */
  number: number;
  kind: "outbound" | "note";
  text: string;
  files: FileView[];
  mentions: UserId[];
  subject?: string;
  /** Another address than the usual one. */
  to?: string;
  after?: AfterReply;
  /** Place in the thread of what the writer had seen; without it nothing newer holds it up. */
  seen?: number;
  at: string;
  state: "sending" | "failed";
  error?: string;
  /** The server may take the same thing later: tried again when the line is back. */
  temporary?: boolean;
  /** Somebody else wrote meanwhile: it is sent all the same when the writer says so. */
  crossed?: boolean;
}

/** Each message has a key of its own: tabs share the storage and must not overwrite each other. */
const PREFIX = "madoguchi.outbox.";
/** Milliseconds after which nobody believes any more that another tab is still sending. */
const GIVEN_UP_MS = 60_000;

/**
 * Messages on their way. Kept in localStorage until the server has them, so that a reload in the
 * wrong moment loses nothing; the same `client_id` twice has no effect twice.
 */
let pending: readonly Pending[] = restore();
const listeners = new Set<() => void>();
const failureListeners = new Set<(entry: Pending) => void>();
/** What this tab is sending right now. */
const delivering = new Set<string>();

function restore(): Pending[] {
  const found: Pending[] = [];
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const entry = parse(localStorage.getItem(name));
    if (!entry) continue;
    // Whether it arrived is unknown: sending it again finds out. What was refused stays refused.
    if (entry.state === "sending") found.push({ ...entry, state: "failed", temporary: true });
    else found.push(entry);
  }
  return found.sort((a, b) => a.at.localeCompare(b.at));
}

function parse(stored: string | null): Pending | null {
  try {
    return stored === null ? null : (JSON.parse(stored) as Pending);
  } catch {
    return null;
  }
}

function publish(next: readonly Pending[]): void {
  pending = next;
  for (const listener of listeners) listener();
}

/** Shows a message as it stands now, at its place or at the end. */
function put(entry: Pending): void {
  const known = pending.some((each) => each.client_id === entry.client_id);
  publish(
    known
      ? pending.map((each) => (each.client_id === entry.client_id ? entry : each))
      : [...pending, entry],
  );
}

function remove(id: string): void {
  publish(pending.filter((each) => each.client_id !== id));
}

function keep(entry: Pending): void {
  try {
    localStorage.setItem(PREFIX + entry.client_id, JSON.stringify(entry));
  } catch {
    // Without storage a message lives until the reload.
  }
  put(entry);
}

// What another tab sends, fails to send or has sent.
window.addEventListener("storage", ({ key, newValue }) => {
  if (!key?.startsWith(PREFIX)) return;
  const entry = parse(newValue);
  if (!entry) remove(key.slice(PREFIX.length));
  else if (!delivering.has(entry.client_id)) put(entry);
});

/** Sends a message, shown at once and confirmed when it is stored. */
export function send(message: Omit<Pending, "state" | "at">): void {
  const entry: Pending = { ...message, at: new Date().toISOString(), state: "sending" };
  keep(entry);
  void deliver(entry, true);
}

/** Tries a failed message again, as the same message. */
export function retry(id: string): void {
  const entry = pending.find((each) => each.client_id === id);
  if (entry?.state === "failed") again(entry, true);
}

/** Sends a message although somebody else wrote meanwhile. */
export function sendAnyway(id: string): void {
  const entry = pending.find((each) => each.client_id === id);
  if (entry?.state === "failed") again({ ...entry, seen: undefined, crossed: false }, true);
}

function again(entry: Pending, asked: boolean): void {
  keep({ ...entry, state: "sending", error: undefined });
  void deliver(entry, asked);
}

/** Tries again what somebody wrote and what failed only because the server could not be reached. */
export function retryTemporary(author: UserId, now = Date.now()): void {
  for (const each of pending) {
    if (each.author !== author || delivering.has(each.client_id)) continue;
    const forgotten = each.state === "sending" && now - Date.parse(each.at) > GIVEN_UP_MS;
    if (forgotten || (each.state === "failed" && each.temporary)) again(each, false);
  }
}

/** Gives a message up. */
export function discard(id: string): void {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // Nothing was kept.
  }
  remove(id);
}

/** Hears of each message that did not get through, once. */
export function onFailure(listener: (entry: Pending) => void): () => void {
  failureListeners.add(listener);
  return () => {
    failureListeners.delete(listener);
  };
}

/** @param asked whether somebody pressed a button for it and wants to know how it ends */
async function deliver(entry: Pending, asked: boolean): Promise<void> {
  const { client_id } = entry;
  delivering.add(client_id);
  try {
    const message = await post(entry);
    addMessage(queryClient, message);
    seen(entry.case, message.seq);
    discard(client_id);
  } catch (error) {
    const problem = error instanceof ApiProblem ? error : null;
    // Another tab may have got it through meanwhile.
    if (!pending.some((each) => each.client_id === client_id)) return;
    const failed: Pending = {
      ...entry,
      state: "failed",
      error: problem?.detail ?? problem?.title ?? String(error),
      temporary: problem?.temporary ?? false,
      crossed: problem?.code === "newer_messages",
    };
    keep(failed);
    const known = !asked && entry.error !== undefined && failed.temporary;
    if (!known) for (const listener of failureListeners) listener(failed);
  } finally {
    delivering.delete(client_id);
  }
}

function post(entry: Pending): Promise<Message> {
  const { client_id, text } = entry;
  const files = entry.files.map((file) => file.id);
  if (entry.kind === "note") {
    return sendNote(entry.case, { text, files, client_id, mentions: entry.mentions });
  }
  return sendReply(entry.case, {
    text,
    files,
    client_id,
    subject: entry.subject,
    to: entry.to,
    last_seq: entry.seen,
    // biome-ignore lint/suspicious/noThenProperty: the API's name; never awaited
    then: entry.after,
  });
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

/** Whether something of somebody did not get through in a case. */
export function useHasFailed(caseId: string, author: UserId): boolean {
  return useSyncExternalStore(subscribe, () =>
    pending.some(
      (each) => each.case === caseId && each.author === author && each.state === "failed",
    ),
  );
}
