import { useMutation, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import { changeCase } from "@/api/cases";
import { applyTemplate, templatesQuery } from "@/api/templates";
import type { CaseRow, Locale, TemplateRow } from "@/api/types";
import { caseStore } from "@/realtime/stores";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import type { DraftChange } from "./drafts";
import { putCaret, SuggestList, useSuggest } from "./suggest";
import { languageOf, matchTemplates, openGap, shortcutAt } from "./templates";

export type Templates = ReturnType<typeof useTemplates>;

interface TemplatesInput {
  row: CaseRow;
  input: RefObject<HTMLTextAreaElement | null>;
  enabled: boolean;
  change: (change: DraftChange) => void;
}

/** Canned replies by "/" at the beginning of a line of a reply. */
export function useTemplates({ row, input, enabled, change }: TemplatesInput) {
  const { t: c } = useTranslation("common");
  const list = useQuery({ ...templatesQuery, enabled });
  const acted = useActed();
  const language = languageOf(row.snippet || row.subject);
  // Where the text goes: what was typed to find it gives way.
  const place = useRef({ start: 0, end: 0 });
  const using = useMutation({
    mutationFn: ({ template, locale }: { template: TemplateRow; locale: Locale }) =>
      applyTemplate(row.id, template.id, locale),
    onSuccess: ({ filled, after, case: now, changed }, { template }) => {
      const { start, end } = place.current;
      change((draft) => ({
        mode: "reply",
        reply: draft.reply.slice(0, start) + filled.text + draft.reply.slice(end),
        gaps: [...new Set([...draft.gaps, ...filled.open])],
        after: after ?? draft.after,
      }));
      const gap = openGap(filled.text, filled.open);
      const [from, to] = gap ?? [filled.text.length, filled.text.length];
      if (input.current) putCaret(input.current, start + from, start + to);
      if (changed) acted(template, row, now);
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const suggest = useSuggest<TemplateRow>({
    input,
    enabled,
    wordAt: shortcutAt,
    find: (word) => matchTemplates(list.data ?? [], word, row.category),
    keyOf: (template) => template.id,
    onChoose: (template, at, event?: KeyboardEvent) => {
      const other: Locale = language === "ja" ? "en" : "ja";
      place.current = at;
      using.mutate({ template, locale: event?.shiftKey ? other : language });
    },
  });

  const begin = () => {
    const element = input.current;
    if (!element) return;
    const at = element.selectionStart;
    const before = element.value.slice(0, at);
    const opened = `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}/`;
    const text = opened + element.value.slice(at);
    change({ reply: text });
    putCaret(element, opened.length);
    requestAnimationFrame(() => suggest.look(""));
  };
  return { ...suggest, begin, language, any: (list.data ?? []).some((each) => !each.archived) };
}

/** Says what a canned reply did to the case, and offers the way back. */
function useActed() {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  return (template: TemplateRow, before: CaseRow, after: CaseRow) => {
    const back = () =>
      changeCase(caseStore.get(after.id) ?? after, {
        category: before.category,
        priority: before.priority,
      });
    toast(t("template.acted", { name: template.name }), "ok", {
      label: t("template.takeBack"),
      back: true,
      run: () =>
        void back().catch((error: Error) => toast(problemText(error, c("actionFailed")), "bad")),
    });
  };
}

/** The canned replies that fit what follows the "/". */
export function TemplatePicker({ templates }: { templates: Templates }) {
  const { t } = useTranslation("inbox");
  const other = templates.language === "ja" ? "en" : "ja";
  return (
    <SuggestList
      suggest={templates}
      label={t("template.list")}
      width="w-[28rem]"
      draw={(row) => (
        <>
          <span className="min-w-0 shrink-0 font-medium">{row.name}</span>
          {row.shortcut && <span className="shrink-0 text-accent text-xs">/{row.shortcut}</span>}
          <span className="min-w-0 grow truncate text-muted text-xs">{row.beginning}</span>
          {row.acts && <Icon name="bolt" size={13} className="text-muted" />}
          <span className="shrink-0 text-2xs text-muted">
            {row.locales.map((locale) => t(`template.in.${locale}`)).join("・")}
          </span>
        </>
      )}
      foot={
        <p className="flex items-center gap-1.5 border-border border-t px-2 pt-1.5 pb-0.5 text-2xs text-muted">
          <Kbd>↵</Kbd> {t(`template.insert.${templates.language}`)}
          <Kbd>⇧↵</Kbd> {t(`template.insert.${other}`)}
        </p>
      }
    />
  );
}
