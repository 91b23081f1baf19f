import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { previewForm } from "@/api/admin";
import { keys } from "@/api/query-keys";
import type { Locale } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { problemText } from "@/ui/Problem";
import { Segmented } from "@/ui/Segmented";

/** Milliseconds of quiet after which the preview follows what was typed. */
const QUIET_MS = 400;

/** The form as it would be with what is typed now; nothing in it runs or is sent. */
export function FormPreview({ settings }: { settings: Record<string, string> }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const [locale, setLocale] = useState<Locale>(language);
  const [shown, setShown] = useState(settings);
  useEffect(() => {
    const timer = setTimeout(() => setShown(settings), QUIET_MS);
    return () => clearTimeout(timer);
  }, [settings]);
  const preview = useQuery({
    queryKey: [...keys.admin("form-preview"), locale, shown],
    queryFn: () => previewForm({ settings: shown, locale }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <section
      aria-label={t("channels.form.preview")}
      className="flex flex-col gap-2 border-border border-t pt-3"
    >
      <div className="flex items-center gap-3">
        <h3 className="grow text-sm">{t("channels.form.preview")}</h3>
        <div className="w-40">
          <Segmented
            quiet
            label={t("channels.form.previewLanguage")}
            options={[
              { id: "ja", label: t("channels.options.ja") },
              { id: "en", label: t("channels.options.en") },
            ]}
            value={locale}
            onChange={setLocale}
          />
        </div>
      </div>
      {preview.error && (
        <p className="text-bad text-xs">
          {t("channels.form.previewWrong", {
            why: problemText(preview.error, c("actionFailed")),
          })}
        </p>
      )}
      {preview.data && (
        <iframe
          title={t("channels.form.previewOf")}
          sandbox="allow-same-origin"
          srcDoc={preview.data.html}
          className="h-120 w-full rounded-lg border border-border"
        />
      )}
    </section>
  );
}
