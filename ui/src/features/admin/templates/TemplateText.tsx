import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { previewQuery, variablesQuery } from "@/api/templates";
import type { Locale } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { withGap } from "./template-form";

/** Milliseconds of quiet after which the preview follows what was typed. */
const QUIET_MS = 400;

interface TemplateTextProps {
  locale: Locale;
  text: string;
  onChange: (text: string) => void;
  error: string | null;
}

/** A text with gaps, a list of what may stand in them, and how it looks when it is filled. */
export function TemplateText({ locale, text, onChange, error }: TemplateTextProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const field = useRef<HTMLDivElement>(null);
  const variables = useQuery(variablesQuery);
  const [shown, setShown] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setShown(text), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const preview = useQuery({
    ...previewQuery(shown, locale),
    enabled: shown.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const title = useId();
  const put = (name: string) => {
    const area = field.current?.querySelector("textarea");
    if (!area) return;
    const next = withGap(text, area.selectionEnd, name);
    onChange(next.text);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(next.caret, next.caret);
    });
  };
  const empty = shown.trim() === "";
  return (
    <div className="grid grid-cols-2 gap-3">
      <div ref={field} className="flex flex-col gap-1.5">
        <TextField
          label={t(`templates.text.${locale}`)}
          rows={9}
          value={text}
          onChange={onChange}
          error={error}
        />
        <Select
          quiet
          size="sm"
          label={t(`templates.insert.${locale}`)}
          placeholder={t("templates.insertShort")}
          options={(variables.data ?? []).map((each) => ({ id: each.name, label: each[language] }))}
          value={null}
          onChange={put}
          className="w-52"
        />
      </div>
      <section aria-labelledby={title} className="flex min-w-0 flex-col gap-1">
        <h3 id={title} className="font-medium text-xs">
          {t(`templates.preview.${locale}`)}
        </h3>
        <div className="grow overflow-y-auto whitespace-pre-wrap rounded-md bg-subtle px-3 py-2 text-sm">
          {empty ? (
            <span className="text-muted">{t("templates.previewEmpty")}</span>
          ) : preview.error ? (
            <span className="text-bad text-xs">
              {problemText(preview.error, c("actionFailed"))}
            </span>
          ) : (
            preview.data?.text
          )}
        </div>
        {!empty && preview.data && preview.data.open.length > 0 && !preview.error && (
          <p className="text-muted text-xs">
            {t("templates.open", { gaps: preview.data.open.join("、") })}
          </p>
        )}
      </section>
    </div>
  );
}
