import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "@/api/account";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** Characters of the shortest password (`PASSWORD_CHARS_MIN`). */
const SHORTEST = 10;

export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("common");
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword({ current, new: next }),
    onSuccess: () => {
      toast(t("account.changed"));
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("account.password")}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button
            variant="primary"
            isPending={change.isPending}
            isDisabled={current === "" || next.length < SHORTEST}
            onPress={() => change.mutate()}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label={t("account.current")}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          isRequired
          autoFocus
        />
        <TextField
          label={t("account.new")}
          hint={t("account.newHint")}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          isRequired
          error={change.error ? problemText(change.error, t("actionFailed")) : null}
        />
      </div>
    </Dialog>
  );
}
