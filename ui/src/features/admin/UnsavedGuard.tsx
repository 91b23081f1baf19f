import { useBlocker } from "@tanstack/react-router";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

/** Asks before unsaved changes are left behind, by whichever way. */
export function UnsavedGuard({ unsaved }: { unsaved: RefObject<boolean> }) {
  const { t } = useTranslation("admin");
  const blocker = useBlocker({
    shouldBlockFn: () => unsaved.current,
    enableBeforeUnload: () => unsaved.current,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog
      open
      width="sm"
      onClose={blocker.reset}
      title={t("unsaved.title")}
      footer={
        <>
          <Button onPress={blocker.proceed}>{t("unsaved.leave")}</Button>
          <Button variant="primary" autoFocus onPress={blocker.reset}>
            {t("unsaved.stay")}
          </Button>
        </>
      }
    >
      <p className="text-sm">{t("unsaved.text")}</p>
    </Dialog>
  );
}
