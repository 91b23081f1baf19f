import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  customerSearchQuery,
  lookalikesQuery,
  mergeCustomers,
  profileQuery,
} from "@/api/customers";
import { keys } from "@/api/query-keys";
import type { Customer } from "@/api/types";
import { customerName } from "@/lib/names";
import { Button } from "@/ui/Button";
import { CustomerCompare } from "@/ui/CustomerCompare";
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
  const alike = useQuery(lookalikesQuery(customer.id));
  const likely = (alike.data?.items ?? []).map((pair) => ({
    customer: pair.a.id === customer.id ? pair.b : pair.a,
    reason: t("lookalike.score", { score: pair.score }),
  }));
  const others = (search.data?.items ?? [])
    .filter(
      (each) =>
        [customer.id, ...likely.map((line) => line.customer.id)].includes(each.id) === false,
    )
    .map((each) => ({ customer: each, reason: null }));
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
          lines={[...likely, ...others]}
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

function SideBySide({ one, other }: { one: Customer; other: string }) {
  const { t } = useTranslation("customer");
  const found = useQuery(profileQuery(other));
  if (!found.data) return <SkeletonRows rows={3} label={t("loading")} />;
  return (
    <CustomerCompare one={one} other={found.data} titles={[t("merge.stays"), t("merge.joins")]} />
  );
}
