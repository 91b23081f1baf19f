import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { translate } from "@/api/translation";
import type { Message } from "@/api/types";
import { languageName } from "@/lib/language";
import { useSettings } from "@/lib/settings";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";

/** A message in the reader's language, when they ask for it. */
export default function Translated({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const ask = useMutation({
    mutationFn: () => translate(message.case, { message: message.id, to: language }),
  });
  if (ask.data) {
    return (
      <section
        aria-label={t("translation.name")}
        className="mt-1 border-border-strong border-l-2 pl-2 text-sm"
      >
        <p className="text-2xs text-muted">
          {ask.data.from
            ? t("translation.from", { language: languageName(ask.data.from, language) })
            : t("translation.name")}
        </p>
        <p lang={language} className="whitespace-pre-wrap">
          {ask.data.text}
        </p>
      </section>
    );
  }
  return (
    <>
      <button
        type="button"
        disabled={ask.isPending}
        onClick={() => ask.mutate()}
        className="flex h-6 items-center gap-1 rounded px-1.5 text-2xs text-muted hover:bg-subtle hover:text-text disabled:opacity-60"
      >
        <Icon name="globe" size={13} />
        {ask.isPending ? t("translation.asking") : t("translation.ask")}
      </button>
      {ask.error && (
        <p role="alert" className="text-2xs text-bad">
          {problemText(ask.error, c("actionFailed"))}
        </p>
      )}
    </>
  );
}
