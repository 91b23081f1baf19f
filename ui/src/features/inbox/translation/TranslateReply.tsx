import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { translate } from "@/api/translation";
import { languageName } from "@/lib/language";
import { useSettings } from "@/lib/settings";
import { IconButton } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import type { Composing } from "../useComposer";

/** Puts what was written into the customer's language; the agent reads it over before it is sent. */
export default function TranslateReply({ composing }: { composing: Composing }) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { directory } = useNames();
  const { caseId, text, change } = composing;
  const ask = useMutation({
    mutationFn: (to: string) => translate(caseId, { text, to }),
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const latest = useRef(text);
  latest.current = text;
  const put = (to: string) => {
    if (ask.isPending) return;
    // In another language a gap would not be known as one any more.
    const gap = composing.openGap();
    if (gap) {
      toast(t("template.open", { gap: text.slice(...gap) }), "bad");
      return;
    }
    ask.mutate(to, {
      // Not called when the case was left meanwhile.
      onSuccess: (done) => {
        const before = latest.current;
        change({ reply: done.text });
        toast(t("translation.done", { language: languageName(to, language) }), "ok", {
          label: t("translation.undo"),
          run: () => change({ reply: before }),
        });
      },
    });
  };
  return (
    <Menu
      label={t("translation.into")}
      placement="top start"
      onAction={(key) => put(String(key))}
      trigger={
        <IconButton
          icon="globe"
          size="sm"
          label={ask.isPending ? t("translation.asking") : t("translation.into")}
          isDisabled={text.trim() === ""}
        />
      }
    >
      {directory.translates_to.map((code) => (
        <MenuItem key={code} id={code}>
          {languageName(code, language)}
        </MenuItem>
      ))}
    </Menu>
  );
}
