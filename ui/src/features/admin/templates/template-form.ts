import type { AfterReply, NewTemplate, Priority, Template, TemplateChange } from "@/api/types";
import { changedFields } from "../draft";

/** A canned reply as its form holds it; `null` for what is not said. */
export interface TemplateDraft {
  name: string;
  shortcut: string;
  ja: string;
  en: string;
  category: string | null;
  setCategory: string | null;
  setPriority: Priority | null;
  after: AfterReply | null;
  archived: boolean;
}

export const NEW_TEMPLATE: TemplateDraft = {
  name: "",
  shortcut: "",
  ja: "",
  en: "",
  category: null,
  setCategory: null,
  setPriority: null,
  after: null,
  archived: false,
};

export function templateDraft(template: Template): TemplateDraft {
  const { name, shortcut, ja, en, category, actions, archived } = template;
  return {
    name,
    shortcut: shortcut ?? "",
    ja,
    en,
    category,
    setCategory: actions.category,
    setPriority: actions.priority,
    after: actions.after,
    archived,
  };
}

const sentActions = ({ setCategory, setPriority, after }: TemplateDraft) => ({
  category: setCategory ?? undefined,
  priority: setPriority ?? undefined,
  after: after ?? undefined,
});

/** What is sent for a new canned reply. */
export function newTemplate(draft: TemplateDraft): NewTemplate {
  const { name, shortcut, ja, en, category } = draft;
  return { name: name.trim(), shortcut, ja, en, category, actions: sentActions(draft) };
}

/** What is sent for a changed canned reply: only the parts that changed. */
export function templateChange(base: TemplateDraft, draft: TemplateDraft): TemplateChange {
  const { setCategory, setPriority, after, ...fields } = changedFields(base, draft);
  const acts = [setCategory, setPriority, after].some((each) => each !== undefined);
  return { ...fields, actions: acts ? sentActions(draft) : undefined };
}

/** A text with a gap put in where the caret stands, and where the caret stands then. */
export function withGap(text: string, at: number, name: string): { text: string; caret: number } {
  const gap = `{{ ${name} }}`;
  return { text: text.slice(0, at) + gap + text.slice(at), caret: at + gap.length };
}
