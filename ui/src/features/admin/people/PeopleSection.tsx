import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "@/api/admin";
import type { User } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { Segmented } from "@/ui/Segmented";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { useFreshDirectory } from "../useFreshDirectory";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { PersonSheet } from "./PersonSheet";

type Shown = "active" | "all";

/** The people who work here. */
export default function PeopleSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("people");
  const list = useQuery(usersQuery);
  const names = useNames();
  const ready = useFreshDirectory(item);
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState<Shown>("active");
  const roles = (user: User) => user.roles.map((role) => c(`role.${role}`)).join("、");
  const queues = (user: User) =>
    user.queues.map((id) => names.queues.get(id)?.name ?? "").join("、");
  const rows = (list.data ?? [])
    .filter((user) => shown === "all" || user.active)
    .filter((user) => matches(typed, user.name, user.email, roles(user), queues(user)))
    .sort((a, b) => a.name.localeCompare(b.name, "ja"));
  const open = list.data?.find((user) => user.id === item);

  return (
    <SectionFrame
      section="people"
      tools={
        <>
          <ListFilter label={t("people.filter")} value={typed} onChange={setTyped} />
          <Segmented
            quiet
            label={t("people.shown")}
            options={[
              { id: "active", label: t("people.onlyActive") },
              { id: "all", label: t("people.everybody") },
            ]}
            value={shown}
            onChange={setShown}
          />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("people.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={8} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon="users" title={t("nothing")} hint={t("nothingHint")} />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.people.title")}
          section="people"
          rows={rows}
          keyOf={(user) => user.id}
          nameOf={(user) => user.name}
          nameTitle={t("field.name")}
          faded={(user) => !user.active}
          columns={[
            { id: "email", title: t("field.email"), cell: (user) => user.email },
            { id: "roles", title: t("field.roles"), cell: roles },
            {
              id: "queues",
              title: t("field.queues"),
              className: "max-w-64",
              cell: (user) => <span className="line-clamp-1 text-muted">{queues(user)}</span>,
            },
            {
              id: "capacity",
              title: t("people.capacity"),
              className: "text-right",
              cell: (user) => (
                <span className="tnum whitespace-nowrap text-muted">
                  {user.chat_capacity} · {user.mail_capacity}
                </span>
              ),
            },
            {
              id: "state",
              title: t("field.state"),
              cell: (user) =>
                user.active ? (
                  <Badge tone="ok" icon="check">
                    {t("people.active")}
                  </Badge>
                ) : (
                  <Badge icon="lock">{t("people.inactive")}</Badge>
                ),
            },
          ]}
        />
      )}
      {ready && item === NEW && <PersonSheet onClose={close} />}
      {ready && open && <PersonSheet key={open.id} user={open} onClose={close} />}
    </SectionFrame>
  );
}
