import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useMe } from "@/api/me";
import { changed, type Draft, type DraftChange, loadDraft, saveDraft, showDraft } from "./drafts";

/** Milliseconds of quiet before a draft is written down. */
const SAVE_MS = 300;

/** The draft of the signed-in person in a case; survives reloads, crashes and expired sessions. */
export function useDraft(caseId: string) {
  const me = useMe();
  const [draft, setDraft] = useState<Draft>(() => loadDraft(me.id, caseId));
  const latest = useRef(draft);
  latest.current = draft;

  useEffect(() => {
    const timer = setTimeout(() => saveDraft(me.id, caseId, draft), SAVE_MS);
    return () => clearTimeout(timer);
  }, [draft, me.id, caseId]);

  // Leaving the case or the page must not lose the last words.
  useEffect(() => {
    const keep = () => saveDraft(me.id, caseId, latest.current);
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      keep();
    };
  }, [me.id, caseId]);

  const change = useCallback(
    (fields: DraftChange) => setDraft((present) => changed(present, fields)),
    [],
  );
  useLayoutEffect(() => showDraft(me.id, caseId, change), [me.id, caseId, change]);
  return { draft, change };
}
