import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { customerCasesQuery } from "@/api/customers";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import { endHold, holdsQuery, placeHold } from "@/api/retention";
import type { Customer, HoldView } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ProblemState, problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";

/** Of everything of the customer, as the list of what can be held calls it. */
const ALL = "all";

/** What of a customer must not be deleted, and why: by law, while there is a dispute. */
export function Holds({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customer");
  const holds = useQuery(holdsQuery(customer.id));
  return (
    <section
      aria-labelledby="privacy-holds"
      className="flex flex-col gap-2 border-border border-t pt-4"
    >
      <h3 id="privacy-holds" className="text-sm">
        {t("hold.title")}
      </h3>
      <p className="text-muted text-xs">{t("hold.hint")}</p>
      {holds.isError && <ProblemState error={holds.error} onRetry={() => void holds.refetch()} />}
      {holds.data && holds.data.length > 0 && (
        <ul className="flex flex-col divide-y divide-border rounded-lg border border-border">
          {holds.data.map((hold) => (
            <Standing key={hold.id} customer={customer} hold={hold} />
          ))}
        </ul>
      )}
      <Place customer={customer} />
    </section>
  );
}

/** What is known of the customer's data changes with a hold. */
function useChanged(customer: Customer) {
  const cache = useQueryClient();
  return () => {
    void cache.invalidateQueries({ queryKey: keys.holds(customer.id) });
    void cache.invalidateQueries({ queryKey: keys.privacy(customer.id) });
  };
}

function Standing({ customer, hold }: { customer: Customer; hold: HoldView }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { users } = useNames();
  const changed = useChanged(customer);
  const cases = useQuery(customerCasesQuery(customer.id)).data?.items ?? [];
  const number = cases.find((each) => each.id === hold.case)?.number;
  const end = useMutation({ mutationFn: () => endHold(hold.id), onSuccess: changed });
  return (
    <li className="flex items-start gap-2 px-3 py-2 text-xs">
      <Icon name="shield" size={14} className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0 grow">
        <p className="break-words">{hold.reason}</p>
        <p className="text-2xs text-muted">
          {hold.case ? t("hold.ofCase", { number: number ?? c("none") }) : t("hold.ofCustomer")}
          {" · "}
          {t("hold.placed", {
            name: users.get(hold.placed_by)?.name ?? c("none"),
            date: formatDate(hold.placed_at, language),
          })}
        </p>
        {end.error && (
          <p role="alert" className="text-bad">
            {problemText(end.error, c("actionFailed"))}
          </p>
        )}
      </div>
      <Button
        size="sm"
        aria-label={t("hold.endOf", { reason: hold.reason })}
        isPending={end.isPending}
        onPress={() => end.mutate()}
      >
        {t("hold.end")}
      </Button>
    </li>
  );
}

function Place({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const changed = useChanged(customer);
  const cases = useQuery(customerCasesQuery(customer.id)).data?.items ?? [];
  const [what, setWhat] = useState(ALL);
  const [reason, setReason] = useState("");
  const place = useMutation({
    mutationFn: () => placeHold(customer.id, { reason, ...(what === ALL ? {} : { case: what }) }),
    onSuccess: () => {
      changed();
      setReason("");
    },
  });
  const options = [
    { id: ALL, label: t("hold.ofCustomer") },
    ...cases.map((row) => ({
      id: row.id,
      label: `#${row.number} ${row.subject || row.snippet}`,
    })),
  ];
  return (
    <form
      aria-label={t("hold.new")}
      className="grid grid-cols-[12rem_1fr_auto] items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        place.mutate();
      }}
    >
      <Select label={t("hold.what")} options={options} value={what} onChange={setWhat} />
      <TextField
        label={t("hold.reason")}
        value={reason}
        onChange={setReason}
        error={place.error ? problemText(place.error, c("actionFailed")) : null}
        isRequired
      />
      {/* Never disabled: with the focus on it, the dialog would not hear Escape any more. */}
      <Button type="submit" isPending={place.isPending}>
        {t("hold.place")}
      </Button>
    </form>
  );
}
