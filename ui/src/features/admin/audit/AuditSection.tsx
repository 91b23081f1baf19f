import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { auditQuery } from "@/api/admin";
import { useNames } from "@/api/directory";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { SectionFrame } from "../SectionFrame";
import { AuditLine } from "./AuditLine";
import { ACTIONS, actionKey } from "./actions";

/** Stands for no filter in a list of choices, which cannot hold nothing. */
const ANY = "any";

/** Who did what, newest first. */
export default function AuditSection(_props: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { directory } = useNames();
  const [action, setAction] = useState<string>(ANY);
  const [user, setUser] = useState<string>(ANY);
  const list = useInfiniteQuery(
    auditQuery({
      action: action === ANY ? undefined : action,
      user: user === ANY ? undefined : user,
    }),
  );
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const nameOf = (each: string) => {
    const key = actionKey(each);
    return key ? t(`audit.actions.${key}`) : each;
  };

  return (
    <SectionFrame
      section="audit"
      tools={
        <>
          <Select
            quiet
            label={t("audit.action")}
            options={[
              { id: ANY, label: t("audit.anyAction") },
              ...ACTIONS.map((id) => ({ id: id as string, label: nameOf(id) })),
            ]}
            value={action}
            onChange={setAction}
            className="w-56"
          />
          <Select
            quiet
            label={t("audit.person")}
            options={[
              { id: ANY, label: t("audit.anybody") },
              ...directory.users.map((each) => ({ id: each.id, label: each.name })),
            ]}
            value={user}
            onChange={setUser}
            className="w-48"
          />
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={10} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && entries.length === 0 && (
        <EmptyState icon="note" title={t("nothing")} hint={t("audit.nothingHint")} />
      )}
      {entries.length > 0 && (
        <div className="min-h-0 overflow-auto rounded-lg border border-border bg-panel">
          <table aria-label={t("sections.audit.title")} className="w-full text-sm">
            <thead className="sticky top-0 z-10 bg-panel text-left text-muted text-xs">
              <tr>
                {(["at", "person", "action", "target", "ip"] as const).map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className="border-border border-b px-3 py-1.5 font-medium first:pl-4"
                  >
                    {t(`audit.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <AuditLine key={entry.id} entry={entry} action={nameOf(entry.action)} />
              ))}
            </tbody>
          </table>
          {list.hasNextPage && (
            <div className="flex justify-center p-3">
              <Button
                size="sm"
                isPending={list.isFetchingNextPage}
                onPress={() => void list.fetchNextPage()}
              >
                {c("loadMore")}
              </Button>
            </div>
          )}
        </div>
      )}
    </SectionFrame>
  );
}
