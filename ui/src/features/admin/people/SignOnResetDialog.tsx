import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { forgetSignOn } from "@/api/admin";
import type { User } from "@/api/admin-types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** Forgets who somebody is to the providers; that person's sessions end. */
export function SignOnResetDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const reset = useMutation({
    mutationFn: () => forgetSignOn(user),
    onSuccess: () => {
      toast(t("people.signOnForgotten", { name: user.name }));
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("people.forgetSignOn")}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button variant="primary" isPending={reset.isPending} onPress={() => reset.mutate()}>
            {t("people.forgetSignOn")}
          </Button>
        </>
      }
    >
      <p className="text-sm">{t("people.forgetSignOnHint", { name: user.name })}</p>
      {reset.error && (
        <p role="alert" className="mt-2 text-bad text-xs">
          {problemText(reset.error, c("actionFailed"))}
        </p>
      )}
    </Dialog>
  );
}
