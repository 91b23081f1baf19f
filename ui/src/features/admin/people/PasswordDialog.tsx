import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { resetPassword } from "@/api/admin";
import type { User } from "@/api/admin-types";
import { ApiProblem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { FirstPassword } from "./PersonSheet";

/** Sets somebody's password; that person's sessions end. */
export function PasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const [password, setPassword] = useState("");
  const reset = useMutation({
    mutationFn: () => resetPassword(user, password),
    onSuccess: () => {
      toast(t("people.passwordReset", { name: user.name }));
      onClose();
    },
  });
  const atField = reset.error instanceof ApiProblem && reset.error.field === "password";
  const text = reset.error ? problemText(reset.error, c("actionFailed")) : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("people.resetPassword")}
      hint={t("people.resetHint", { name: user.name })}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            isPending={reset.isPending}
            isDisabled={password === ""}
            onPress={() => reset.mutate()}
          >
            {t("people.setPassword")}
          </Button>
        </>
      }
    >
      <FirstPassword value={password} onChange={setPassword} error={atField ? text : null} />
      {text && !atField && (
        <p role="alert" className="mt-2 text-bad text-xs">
          {text}
        </p>
      )}
    </Dialog>
  );
}
