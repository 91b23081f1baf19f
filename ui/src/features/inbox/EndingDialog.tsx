import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeCase } from "@/api/cases";
import { categoryTree, useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { CaseRow } from "@/api/types";
import { useEntity } from "@/realtime/entity-store";
import { caseStore } from "@/realtime/stores";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";

/** Stands for "not said yet". */
const NONE = "none";

interface EndingDialogProps {
  row: CaseRow;
  /** What the button says: resolving, or sending and resolving. */
  label: string;
  /** Goes on when everything is said. */
  onSaid: () => void;
  onClose: () => void;
}

/** What must be said of a case before it ends. */
export default function EndingDialog({ row: given, label, onSaid, onClose }: EndingDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const { directory } = useNames();
  const row = useEntity(caseStore, given.id) ?? given;
  const rule = directory.resolve_rule;
  const form = useId();
  const [category, setCategory] = useState(given.category ?? NONE);
  const [disposition, setDisposition] = useState(given.disposition ?? NONE);
  const said = !(rule.category && category === NONE) && !(rule.disposition && disposition === NONE);

  const save = useMutation({
    mutationFn: () =>
      changeCase(row, {
        category: category === NONE || category === row.category ? undefined : category,
        disposition: disposition === NONE ? undefined : disposition,
      }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.detail(row.id) });
      onClose();
      onSaid();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (said) save.mutate();
  };
  const none = { id: NONE, label: t("ending.choose") };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ending.title", { number: row.number })}
      hint={t("ending.hint")}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="check"
            type="submit"
            form={form}
            isDisabled={!said}
            isPending={save.isPending}
          >
            {label}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        {rule.category && (
          <Select
            label={t("ending.category")}
            options={[
              none,
              ...categoryTree(directory.categories).map(({ id, name, depth }) => ({
                id,
                label: name,
                depth,
              })),
            ]}
            value={category}
            onChange={setCategory}
            autoFocus
          />
        )}
        {rule.disposition && (
          <Select
            label={t("ending.disposition")}
            options={[
              none,
              ...directory.dispositions
                .filter((each) => !each.archived)
                .map(({ id, name }) => ({ id, label: name })),
            ]}
            value={disposition}
            onChange={setDisposition}
            autoFocus={!rule.category}
          />
        )}
        {save.error && (
          <p role="alert" className="text-bad text-xs">
            {problemText(save.error, c("actionFailed"))}
          </p>
        )}
      </form>
    </Dialog>
  );
}
