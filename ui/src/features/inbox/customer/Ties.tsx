import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { setTie, tiesQuery } from "@/api/customers";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { Customer, Tie } from "@/api/types";
import { customerName } from "@/lib/names";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** Who belongs to this customer: household, colleagues. Nothing is shown of a single person. */
export function Ties({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const cache = useQueryClient();
  const ties = useQuery(tiesQuery(customer.id));
  const untie = useMutation({
    mutationFn: (tie: Tie) => setTie(customer.id, { other: tie.customer.id, kind: null }),
    onSuccess: (left, tie) => {
      cache.setQueryData(keys.ties(customer.id), left);
      void cache.invalidateQueries({ queryKey: keys.ties(tie.customer.id) });
      toast(t("tie.removed"));
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  if (!ties.data || ties.data.length === 0) return null;
  return (
    <section aria-label={t("tie.title")}>
      <h3 className="mb-1.5 text-2xs text-muted">{t("tie.title")}</h3>
      <ul className="flex flex-col gap-1">
        {ties.data.map((tie) => (
          <li key={tie.customer.id} className="flex items-center gap-2 text-xs">
            <span className="min-w-0 grow truncate">{customerName(tie.customer, c)}</span>
            <Badge>{t(`tie.${tie.kind}`)}</Badge>
            {me.permissions.includes("customer.write") && (
              <IconButton
                icon="close"
                size="sm"
                label={t("tie.remove", { name: tie.customer.name })}
                onPress={() => untie.mutate(tie)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
