import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem } from "@/api/problem";
import { rebased, same } from "./draft";

interface EditorInput<T, D> {
  /** The thing as it was read. */
  item: T;
  /** Its fields as the form holds them. */
  toDraft: (item: T) => D;
  /** What can be seen to be wrong without asking the server, by field; shown when saving is tried. */
  check?: (draft: D) => Record<string, string>;
  save: (item: T, draft: D) => Promise<T>;
  /** Reads the thing again, after somebody else has changed it. */
  reload: () => Promise<T | undefined>;
  /** The form closes; nothing unsaved is left. */
  onSaved: (item: T) => void;
}

/** A form over one thing: its draft, what is wrong with it, and what if somebody was faster. */
export function useEditor<T, D extends object>({
  item: first,
  toDraft,
  check,
  save,
  reload,
  onSaved,
}: EditorInput<T, D>) {
  const [state, setState] = useState(() => ({ item: first, draft: toDraft(first) }));
  // Each refusal counts, so that the form can lead to the field that is wrong.
  const [refusals, setRefusals] = useState({ count: 0, local: false });
  const refuse = (local: boolean) => setRefusals(({ count }) => ({ count: count + 1, local }));
  const base = toDraft(state.item);
  const dirty = !same(base, state.draft);
  // Read by the guard at the moment of leaving, which may be before the next rendering.
  const unsaved = useRef(false);
  unsaved.current = dirty;

  const saving = useMutation({
    mutationFn: () => save(state.item, state.draft),
    onSuccess: (item) => {
      unsaved.current = false;
      setState({ item, draft: toDraft(item) });
      onSaved(item);
    },
    onError: () => refuse(false),
  });
  const { error } = saving;
  const problem = error instanceof ApiProblem ? error : null;

  const wrong = refusals.local ? (check?.(state.draft) ?? {}) : {};

  const trySaving = () => {
    if (Object.keys(check?.(state.draft) ?? {}).length > 0) {
      saving.reset();
      refuse(true);
    } else saving.mutate();
  };

  const takeTheirs = async (keepMine: boolean) => {
    const fresh = await reload();
    if (!fresh) return;
    const theirs = toDraft(fresh);
    setState({ item: fresh, draft: keepMine ? rebased(base, state.draft, theirs) : theirs });
    saving.reset();
  };

  return {
    item: state.item,
    draft: state.draft,
    base,
    dirty,
    unsaved,
    set: (change: Partial<D>) => {
      // What was wrong with a field was said about its old content.
      if (problem?.field) saving.reset();
      setState((present) => ({ ...present, draft: { ...present.draft, ...change } }));
    },
    save: trySaving,
    refusals: refusals.count,
    saving: saving.isPending,
    error,
    /** Somebody else has changed it since it was read. */
    conflict: problem?.status === 412,
    /** What is wrong with a field. */
    errorOf: (field: string): string | null =>
      wrong[field] ?? (problem?.field === field ? (problem.detail ?? problem.title) : null),
    takeTheirs,
  };
}

export type Editor<D extends object> = Pick<
  ReturnType<typeof useEditor<unknown, D>>,
  | "base"
  | "draft"
  | "dirty"
  | "unsaved"
  | "refusals"
  | "saving"
  | "error"
  | "conflict"
  | "save"
  | "takeTheirs"
>;
