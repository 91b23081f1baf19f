import { Link } from "@tanstack/react-router";
import type { KeyboardEvent, ReactNode } from "react";
import { cx } from "@/lib/cx";
import { combination } from "@/lib/shortcuts";
import type { SectionId } from "./sections";

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ReactNode;
  className?: string;
}

interface AdminTableProps<T> {
  label: string;
  section: SectionId;
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** The row's name, which is the link to its form. */
  nameOf: (row: T) => ReactNode;
  nameTitle: string;
  columns: readonly Column<T>[];
  /** Drawn weaker: out of use. */
  faded?: (row: T) => boolean;
  /** Moves a row by one place, where the order counts: Alt+↑ ↓ on its name. */
  onMove?: (row: T, step: -1 | 1) => void;
}

const head = "border-border border-b px-3 py-1.5 text-left font-medium whitespace-nowrap";

/** A list of things to set up. The name leads to the form; ↑ ↓ move between the names. */
export function AdminTable<T>(props: AdminTableProps<T>) {
  const { columns, rows } = props;
  return (
    <div className="min-h-0 overflow-auto rounded-lg border border-border bg-panel">
      <table aria-label={props.label} className="w-full text-sm">
        <thead className="sticky top-0 z-10 bg-panel text-muted text-xs">
          <tr>
            <th scope="col" className={cx(head, "pl-4")}>
              {props.nameTitle}
            </th>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(head, column.className)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        {/* Moving by arrows is an addition: every link is reached by Tab too. */}
        <tbody onKeyDown={moveBetweenNames}>
          {rows.map((row) => (
            <tr
              key={props.keyOf(row)}
              className={cx(
                "relative h-(--row-data) border-border border-b last:border-0 hover:bg-subtle",
                props.faded?.(row) && "text-muted",
              )}
            >
              <th scope="row" className="max-w-64 truncate pl-4 text-left font-medium">
                <Link
                  to="/admin/{-$section}/{-$item}"
                  params={{ section: props.section, item: props.keyOf(row) }}
                  data-name-link
                  {...moves(row, props.onMove)}
                  className="text-inherit no-underline after:absolute after:inset-0 hover:underline"
                >
                  {props.nameOf(row)}
                </Link>
              </th>
              {columns.map((column) => (
                <td key={column.id} className={cx("px-3 py-1", column.className)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const STEPS: Record<string, -1 | 1> = { "alt+arrowup": -1, "alt+arrowdown": 1 };

function moves<T>(row: T, onMove: AdminTableProps<T>["onMove"]) {
  if (!onMove) return {};
  return {
    "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown",
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const step = STEPS[combination(event.nativeEvent)];
      if (step === undefined) return;
      event.preventDefault();
      onMove(row, step);
    },
  };
}

/** ↑ ↓ Home End move the focus between the names of a list. */
export function moveBetweenNames(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-name-link]")];
  const at = links.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const targets: Record<string, number> = {
    ArrowDown: Math.min(links.length - 1, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: links.length - 1,
  };
  const next = targets[event.key];
  if (next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}
