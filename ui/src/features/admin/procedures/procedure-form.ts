import type { NewProcedure, Procedure, ProcedureChange, ProcedureStep } from "@/api/types";
import { uuid } from "@/lib/uuid";
import { changedFields } from "../draft";

/** A step as the form holds it. */
export interface StepDraft {
  /** Its own in the form, so that it keeps the focus when it moves. */
  key: string;
  /** The server's; a new step has none yet. */
  id: string | null;
  text: string;
  required: boolean;
}

/** A procedure as its form holds it. */
export interface ProcedureDraft {
  name: string;
  category: string | null;
  steps: StepDraft[];
  archived: boolean;
}

export const emptyStep = (): StepDraft => ({ key: uuid(), id: null, text: "", required: false });

/** The first step of a form that nobody has filled in; one for all, so that nothing has changed. */
const FIRST: StepDraft = { key: "first", id: null, text: "", required: false };

export function procedureDraft(procedure: Procedure | undefined): ProcedureDraft {
  if (!procedure) return { name: "", category: null, steps: [FIRST], archived: false };
  const { name, category, archived, steps } = procedure;
  return {
    name,
    category,
    archived,
    steps: steps.map((step, at) => ({
      key: step.id ?? String(at),
      id: step.id,
      text: step.text,
      required: step.required,
    })),
  };
}

/** Steps without a text are none. */
const sent = (steps: readonly StepDraft[]): ProcedureStep[] =>
  steps
    .filter((step) => step.text.trim() !== "")
    .map(({ id, text, required }) => ({ id: id ?? undefined, text: text.trim(), required }));

/** What is sent for a new procedure. */
export function newProcedure(draft: ProcedureDraft): NewProcedure {
  return { name: draft.name.trim(), category: draft.category ?? "", steps: sent(draft.steps) };
}

/** What is sent for a changed procedure: only the parts that changed. */
export function procedureChange(base: ProcedureDraft, draft: ProcedureDraft): ProcedureChange {
  const { steps, category, ...fields } = changedFields(base, draft);
  return { ...fields, category: category ?? undefined, steps: steps && sent(steps) };
}

/** The steps with one a place further up. */
export function movedUp(steps: readonly StepDraft[], at: number): StepDraft[] {
  const next = [...steps];
  const [step] = next.splice(at, 1);
  if (step) next.splice(Math.max(0, at - 1), 0, step);
  return next;
}
