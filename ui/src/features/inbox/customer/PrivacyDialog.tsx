import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { erasePerson, exportUrl } from "@/api/privacy";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import type { Customer } from "@/api/types";
import { customerName } from "@/lib/names";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { Holds } from "./Holds";

interface PrivacyDialogProps {
  customer: Customer;
  onClose: () => void;
}

/** What is known of a person: handed out as a file, and erased for good. */
export default function PrivacyDialog({ customer, onClose }: PrivacyDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("privacy.title", { name: customerName(customer, c) })}
      width="md"
    >
      <div className="flex flex-col gap-5">
        <section aria-labelledby="privacy-export" className="flex flex-col items-start gap-2">
          <h3 id="privacy-export" className="text-sm">
            {t("privacy.export")}
          </h3>
          <p className="text-muted text-xs">{t("privacy.exportHint")}</p>
          <a
            href={exportUrl(customer.id)}
            download
            className="flex h-8 items-center gap-1.5 rounded-md border border-border-strong bg-panel px-3 font-medium text-sm text-text no-underline hover:bg-subtle"
          >
            <Icon name="download" size={14} />
            {t("privacy.exportButton")}
          </a>
        </section>
        <Holds customer={customer} />
        <Erase customer={customer} onClose={onClose} />
      </div>
    </Dialog>
  );
}

function Erase({ customer, onClose }: PrivacyDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const [confirm, setConfirm] = useState("");
  const [reason, setReason] = useState("");
  const erase = useMutation({
    mutationFn: () => erasePerson(customer.id, { confirm, reason }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.customer(customer.id) });
      void cache.invalidateQueries({ queryKey: ["case"] });
      void cache.invalidateQueries({ queryKey: keys.lists });
      toast(t("privacy.erased"));
      onClose();
    },
  });
  const at = (field: string) =>
    erase.error instanceof ApiProblem && erase.error.field === field
      ? problemText(erase.error, c("actionFailed"))
      : null;
  const elsewhere = erase.error && !at("confirm") && !at("reason");
  const same = confirm.replace(/\s/g, "") === customer.name.replace(/\s/g, "");
  return (
    <form
      aria-labelledby="privacy-erase"
      className="flex flex-col gap-3 border-border border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        erase.mutate();
      }}
    >
      <h3 id="privacy-erase" className="text-bad text-sm">
        {t("privacy.erase")}
      </h3>
      <div className="grid grid-cols-2 gap-3 text-xs">
        <Listed title={t("privacy.goes")} lines={t("privacy.goesList").split("\n")} />
        <Listed title={t("privacy.stays")} lines={t("privacy.staysList").split("\n")} />
      </div>
      <p className="text-xs">{t("privacy.warning")}</p>
      {customer.name !== "" && (
        <TextField
          label={t("privacy.confirm", { name: customer.name })}
          autoComplete="off"
          value={confirm}
          onChange={setConfirm}
          error={at("confirm")}
          isRequired
        />
      )}
      <TextField
        label={t("privacy.reason")}
        hint={t("privacy.reasonHint")}
        value={reason}
        onChange={setReason}
        error={at("reason")}
        isRequired
      />
      {elsewhere && (
        <p role="alert" className="text-bad text-xs">
          {problemText(erase.error, c("actionFailed"))}
        </p>
      )}
      <Button
        type="submit"
        variant="danger"
        className="self-end"
        isPending={erase.isPending}
        isDisabled={!same || reason.trim() === ""}
      >
        {t("privacy.eraseButton")}
      </Button>
    </form>
  );
}

function Listed({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div className="rounded-md bg-subtle px-3 py-2">
      <h4 className="mb-1 text-2xs text-muted">{title}</h4>
      <ul className="flex list-disc flex-col gap-0.5 pl-4">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
