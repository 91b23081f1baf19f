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
