import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { customerSearchQuery, mergeCustomers, profileQuery } from "@/api/customers";
import { keys } from "@/api/query-keys";
import type { Customer } from "@/api/types";
import { customerName } from "@/lib/names";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { CustomerLines } from "./CustomerLines";

interface MergeDialogProps {
  customer: Customer;
  onClose: () => void;
}

/** Says that another record is the same person: find it, look at both, join them. */
export default function MergeDialog({ customer, onClose }: MergeDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const [text, setText] = useState(customer.anonymous ? "" : customer.name);
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const q = useDeferredValue(text.trim());
  const search = useQuery(customerSearchQuery(q));
  const others = (search.data?.items ?? []).filter((each) => each.id !== customer.id);
  const merge = useMutation({
    mutationFn: (other: string) => mergeCustomers(customer.id, { other, note: note.trim() }),
    onSuccess: (merged, other) => {
      for (const id of [customer.id, other, merged.id]) {
        void cache.invalidateQueries({ queryKey: keys.customer(id) });
      }
      void cache.invalidateQueries({ queryKey: keys.lists });
      toast(t("merge.done", { name: customerName(merged, c) }));
      onClose();
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("merge.title")}
      hint={t("merge.hint")}
      width="lg"
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="link"
            isDisabled={chosen === null}
            isPending={merge.isPending}
            onPress={() => chosen && merge.mutate(chosen)}
          >
            {t("merge.join")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label={t("identify.search")}
          placeholder={t("identify.searchHint")}
          value={text}
          onChange={(next) => {
            setText(next);
            setChosen(null);
          }}
          autoFocus
        />
        <CustomerLines
          lines={others.map((each) => ({ customer: each, reason: null }))}
          label={t("identify.results")}
          empty={q === "" ? t("merge.typeFirst") : t("identify.noResults")}
          chosen={chosen}
          onChoose={setChosen}
        />
        {chosen && <SideBySide one={customer} other={chosen} />}
        {chosen && <TextField label={t("merge.note")} value={note} onChange={setNote} />}
      </div>
    </Dialog>
  );
}

type Row = [name: string, of: (customer: Customer) => string];

/** Both records beside each other; what contradicts stands out. */
function SideBySide({ one, other }: { one: Customer; other: string }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const found = useQuery(profileQuery(other));
  if (!found.data) return <SkeletonRows rows={3} label={t("loading")} />;
  const mails = (customer: Customer) =>
    customer.identities
      .filter((each) => each.kind === "email")
      .map((each) => each.value)
      .join("、");
  const rows: Row[] = [
    [t("field.name"), (each) => customerName(each, c)],
    [t("field.kana"), (each) => each.kana],
    [t("field.externalId"), (each) => each.external_id ?? ""],
    [t("field.phone"), (each) => each.phone],
    [t("field.email"), mails],
    [t("field.company"), (each) => each.company],
    [t("tab.orders"), (each) => t("orders.times", { count: each.orders.count })],
    [t("tab.cases"), (each) => String(each.cases)],
  ];
  return (
    <table className="w-full table-fixed text-xs">
      <caption className="mb-1 text-left text-2xs text-muted">{t("merge.compare")}</caption>
      <thead>
        <tr className="text-left text-2xs text-muted">
          <td className="w-24" />
          <th scope="col" className="py-1 font-normal">
            {t("merge.stays")}
          </th>
          <th scope="col" className="py-1 font-normal">
            {t("merge.joins")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => {
          const [left, right] = [of(one), of(found.data)];
          const apart = left !== "" && right !== "" && left !== right;
          return (
            <tr key={name} className="border-border border-t">
              <th scope="row" className="py-1 text-left font-normal text-muted">
                {name}
              </th>
              {[left, right].map((value, at) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: two columns, always in this order
                  key={at}
                  className={apart ? "break-words py-1 font-medium" : "break-words py-1"}
                >
                  {value || c("none")}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
