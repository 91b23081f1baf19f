import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import {
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  type Selection,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { joinCase, relateCases } from "@/api/case-work";
import { caseListQuery } from "@/api/cases";
import { customerCasesQuery } from "@/api/customers";
import { keys } from "@/api/query-keys";
import type { CaseRow } from "@/api/types";
import { customerName } from "@/lib/names";
import { caseStore } from "@/realtime/stores";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { optionLook } from "@/ui/Menu";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { StatusBadge } from "./StatusBadge";

interface TieDialogProps {
  row: CaseRow;
  /** What becomes of the two. */
  act: "relate" | "join";
  onClose: () => void;
}

/** Finds another case and ties this one to it, or lets this one go on there. */
export default function TieDialog({ row, act, onClose }: TieDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const { same, found } = useOthers(row, useDeferredValue(text.trim()));
  const number = [...same, ...found].find((each) => each.id === chosen)?.number ?? 0;

  const tie = useMutation({
    mutationFn: async (other: string) => {
      if (act === "join") await joinCase(row.id, other);
      else await relateCases(row.id, other);
    },
    onSuccess: (_, other) => {
      for (const id of [row.id, other]) void cache.invalidateQueries({ queryKey: keys.case(id) });
      void cache.invalidateQueries({ queryKey: keys.lists });
      void cache.invalidateQueries({ queryKey: keys.counts });
      toast(t(act === "join" ? "tie.joined_done" : "tie.related_done", { number }));
      onClose();
      if (act === "join") {
        void navigate({ to: "/inbox/{-$view}/{-$caseId}", params: { view: "all", caseId: other } });
      }
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`tie.${act}Title`, { number: row.number })}
      hint={t(`tie.${act}Hint`)}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="link"
            isDisabled={chosen === null}
            isPending={tie.isPending}
            onPress={() => chosen && tie.mutate(chosen)}
          >
            {t(`tie.${act}`)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          autoFocus
          label={t("tie.search")}
          placeholder={t("tie.searchHint")}
          value={text}
          onChange={(next) => {
            setText(next);
            setChosen(null);
          }}
          error={tie.error ? problemText(tie.error, c("actionFailed")) : null}
        />
        <ListBox
          aria-label={t("tie.search")}
          selectionMode="single"
          selectedKeys={chosen ? [chosen] : []}
          onSelectionChange={(next: Selection) =>
            setChosen(next === "all" ? null : (([...next][0] as string | undefined) ?? null))
          }
          renderEmptyState={() => (
            <p className="p-4 text-center text-muted text-sm">{t("tie.none")}</p>
          )}
          className="max-h-72 min-h-24 overflow-y-auto rounded-md border border-border p-1 outline-none"
        >
          {(
            [
              ["sameCustomer", same],
              ["found", found],
            ] as const
          ).map(
            ([title, rows]) =>
              rows.length > 0 && (
                <ListBoxSection key={title}>
                  <Header className="px-2 pt-1 text-2xs text-muted">{t(`tie.${title}`)}</Header>
                  {rows.map((each) => (
                    <ListBoxItem
                      key={each.id}
                      id={each.id}
                      textValue={`#${each.number} ${each.subject}`}
                      className={`${optionLook} selected:bg-accent-weak`}
                    >
                      <span className="tnum shrink-0 text-muted text-xs">#{each.number}</span>
                      <span className="min-w-0 grow truncate">{each.subject || each.snippet}</span>
                      <span className="max-w-32 truncate text-2xs text-muted">
                        {customerName(each.customer, c)}
                      </span>
                      <StatusBadge status={each.status} />
                    </ListBoxItem>
                  ))}
                </ListBoxSection>
              ),
          )}
        </ListBox>
      </div>
    </Dialog>
  );
}

/** Other cases of the customer, and those that words find. */
function useOthers(row: CaseRow, q: string): { same: CaseRow[]; found: CaseRow[] } {
  const own = useQuery(customerCasesQuery(row.customer.id));
  const search = useInfiniteQuery({
    ...caseListQuery({ view: "all", q }),
    enabled: q !== "",
  });
  const wanted = q.replace(/^#/u, "");
  const fits = (each: CaseRow) =>
    q === "" || String(each.number) === wanted || each.subject.includes(q);
  const other = (each: CaseRow) => each.id !== row.id && !each.joined_into;
  const same = (own.data?.items ?? []).filter((each) => other(each) && fits(each));
  const known = new Set(same.map((each) => each.id));
  const ids = q === "" ? [] : (search.data?.pages ?? []).flatMap((page) => page.ids).slice(0, 30);
  const found = ids
    .map((id) => caseStore.get(id))
    .filter((each) => each !== undefined)
    .filter((each) => other(each) && !known.has(each.id));
  return { same, found };
}
