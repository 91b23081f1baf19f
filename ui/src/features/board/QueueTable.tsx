import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { BoardRow } from "@/api/types";
import { cx } from "@/lib/cx";
import { EmptyState } from "@/ui/EmptyState";
import { Figure } from "./Figure";
import type { BoardList, BoardSearch } from "./search";
import { WaitClock } from "./WaitClock";

const COLUMNS = ["waiting", "offered", "longest", "inProgress", "available", "signedIn"] as const;

/** How what a figure counts is said before what it opens. */
const OPEN = {
  waiting: "openCases",
  offered: "openCases",
  longest: "openTime",
  inProgress: "openCases",
  available: "openPeople",
  signedIn: "openPeople",
} as const;

/** One line per queue. */
export function QueueTable({ rows, search }: { rows: BoardRow[]; search: BoardSearch }) {
  const { t } = useTranslation("board");
  return (
    <section
      aria-labelledby="board-queues"
      className="flex min-h-64 shrink-0 flex-col rounded-lg border border-border bg-panel xl:max-h-full xl:min-h-0 xl:w-[52%]"
    >
      <h2 id="board-queues" className="flex h-11 shrink-0 items-center px-4 text-sm">
        {t("queues.title")}
      </h2>
      {rows.length === 0 ? (
        <EmptyState icon="queue" title={t("queues.empty")} hint={t("queues.emptyHint")} />
      ) : (
        <div className="min-h-0 overflow-auto">
          <table className="w-full text-sm">
            <thead className="sticky top-0 z-10 bg-panel text-muted text-xs">
              <tr>
                <th
                  scope="col"
                  className="w-full border-border border-b px-4 py-1.5 text-left font-medium"
                >
                  {t("queues.queue")}
                </th>
                {COLUMNS.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className="whitespace-nowrap border-border border-b px-2 py-1.5 text-right font-medium last:pr-4"
                  >
                    {t(`queues.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <QueueLine key={row.queue} row={row} search={search} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function QueueLine({ row, search }: { row: BoardRow; search: BoardSearch }) {
  const { t } = useTranslation("board");
  const { queues } = useNames();
  const queue = queues.get(row.queue);
  const name = queue?.name ?? t("queues.unknown");
  const cell = (list: BoardList, column: (typeof COLUMNS)[number], value: number) => (
    <NumberCell
      to={{ ...search, list, queue: row.queue, agent: undefined }}
      label={t(`queues.${OPEN[column]}`, { queue: name, column: t(`queues.${column}`) })}
      quiet={value === 0}
    >
      <Figure value={value} />
    </NumberCell>
  );
  return (
    <tr className="h-(--row-data) border-border border-b last:border-0 hover:bg-subtle">
      <th scope="row" className="max-w-48 truncate px-4 text-left font-medium">
        {name}
        {queue?.archived && <span className="ml-2 text-muted text-xs">{t("queues.archived")}</span>}
      </th>
      {cell("waiting", "waiting", row.waiting)}
      {cell("offered", "offered", row.offered)}
      <NumberCell
        to={{ ...search, list: "waiting", queue: row.queue, agent: undefined }}
        label={t(`queues.${OPEN.longest}`, { queue: name, column: t("queues.longest") })}
        quiet={!row.longest_since}
      >
        {row.longest_since ? (
          <WaitClock since={row.longest_since} className="font-medium" />
        ) : (
          <span aria-hidden>–</span>
        )}
      </NumberCell>
      {cell("in_progress", "inProgress", row.in_progress)}
      {cell("available", "available", row.available)}
      {cell("signed_in", "signedIn", row.signed_in)}
    </tr>
  );
}

interface NumberCellProps {
  to: BoardSearch;
  /** What opens; said after the number. */
  label: string;
  quiet: boolean;
  children: ReactNode;
}

function NumberCell({ to, label, quiet, children }: NumberCellProps) {
  return (
    <td className="p-0 last:pr-2">
      <Link
        to="/board"
        search={to}
        className={cx(
          "ring-inset-focus flex h-(--row-data) items-center min-w-14 justify-end whitespace-nowrap rounded px-2 no-underline hover:underline",
          quiet ? "text-muted" : "text-text",
        )}
      >
        {children}
        <span className="sr-only"> {label}</span>
      </Link>
    </td>
  );
}
