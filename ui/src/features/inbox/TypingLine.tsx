import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useTyping } from "@/realtime/typing";

/** Who is typing. Keeps its place, so that the thread does not jump. */
export function TypingLine({ caseId, customerLabel }: { caseId: string; customerLabel: string }) {
  const { t } = useTranslation("inbox");
  const who = useTyping(caseId);
  const { users } = useNames();
  const name = who && (users.get(who)?.name ?? customerLabel);
  return (
    <p className="flex h-5 items-center gap-2 text-2xs text-muted">
      {name && (
        <>
          <span aria-hidden className="animate-soft tracking-widest">
            •••
          </span>
          {t("thread.typing", { name })}
        </>
      )}
    </p>
  );
}
