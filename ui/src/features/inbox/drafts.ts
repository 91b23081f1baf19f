import type { AfterReply, FileView } from "@/api/types";

/** What somebody has begun to write in a case. */
export interface Draft {
  mode: "reply" | "note";
  reply: string;
  note: string;
  /** Files that are uploaded and wait for their message, per mode. */
  replyFiles: FileView[];
  noteFiles: FileView[];
  /** What becomes of the case after the reply; `null` when nobody chose: the channel decides. */
  after: AfterReply | null;
  /** Another address that the customer's mail asks for; `null` for the usual one. */
  to: string | null;
  /** Gaps of canned replies that were open when they were put in. */
  gaps: string[];
  /** Place in the thread of the newest entry when the reply was begun; 0 when that is unknown. */
  seen: number;
  /** When it was last touched, milliseconds. */
  at: number;
}

const PREFIX = "madoguchi.draft.";
/** Milliseconds after which an untouched draft is forgotten. */
const KEEP_MS = 30 * 86_400_000;

export const EMPTY_DRAFT: Draft = {
  mode: "reply",
  reply: "",
  note: "",
  replyFiles: [],
  noteFiles: [],
  after: null,
  to: null,
  gaps: [],
  seen: 0,
  at: 0,
};

const key = (me: string, caseId: string) => `${PREFIX}${me}.${caseId}`;

/** The draft of a person in a case; an empty one when there is none. */
export function loadDraft(me: string, caseId: string): Draft {
  try {
    const stored = localStorage.getItem(key(me, caseId));
    return stored ? { ...EMPTY_DRAFT, ...JSON.parse(stored) } : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

export function isEmpty(draft: Draft): boolean {
  return (
    draft.reply === "" &&
    draft.note === "" &&
    draft.replyFiles.length === 0 &&
    draft.noteFiles.length === 0
  );
}

/** Keeps a draft; an empty one is forgotten. */
export function saveDraft(me: string, caseId: string, draft: Draft): void {
  try {
    if (isEmpty(draft)) localStorage.removeItem(key(me, caseId));
    else localStorage.setItem(key(me, caseId), JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // Storage may be full or forbidden; the draft then lives in the page only.
  }
}

/** What changes in a draft. */
export type DraftChange = Partial<Draft> | ((present: Draft) => Partial<Draft>);

/** The draft with a change in it. */
export function changed(draft: Draft, change: DraftChange): Draft {
  return { ...draft, ...(typeof change === "function" ? change(draft) : change) };
}

/** Drafts on screen, by their keys, and how they take a change. */
const shown = new Map<string, (change: DraftChange) => void>();

/** Tells where a draft is being written, until the returned function is called. */
export function showDraft(
  me: string,
  caseId: string,
  take: (change: DraftChange) => void,
): () => void {
  const name = key(me, caseId);
  shown.set(name, take);
  return () => {
    if (shown.get(name) === take) shown.delete(name);
  };
}

/** Changes a draft wherever it is: on screen, or kept for when its case is opened again. */
export function changeDraft(me: string, caseId: string, change: DraftChange): void {
  const take = shown.get(key(me, caseId));
  if (take) take(change);
  else saveDraft(me, caseId, changed(loadDraft(me, caseId), change));
}

/** Forgets drafts nobody has touched for long. */
export function pruneDrafts(now = Date.now()): void {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      const draft = JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<Draft>;
      if (now - (draft.at ?? 0) > KEEP_MS) localStorage.removeItem(name);
    } catch {
      localStorage.removeItem(name);
    }
  }
}
