import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/admin-types";
import { type Names, useNames } from "@/api/directory";
import type { Presence } from "@/api/types";
import { CHANNEL_KINDS } from "@/lib/channel";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatDateTimeSeconds } from "@/lib/time";
import { DataItem, DataList } from "@/ui/DataList";
import { Icon } from "@/ui/Icon";
import { ROLES } from "../roles/grants";
import { detailLines, isDetailField } from "./actions";

const STATES: readonly Presence[] = ["available", "away", "wrap_up", "offline"];

function isOneOf<T extends string>(words: readonly T[], value: unknown): value is T {
  return words.some((word) => word === value);
}

/** What an id stands for, where the directory knows it. */
function named(names: Names, id: string): string | null {
  const found =
    names.users.get(id) ??
    names.queues.get(id) ??
    names.channels.get(id) ??
    names.categories.get(id);
  return found?.name ?? null;
}

/** An entry of the log; its detail unfolds. */
export function AuditLine({ entry, action }: { entry: AuditEntry; action: string }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const names = useNames();
  const [open, setOpen] = useState(false);
  const lines = detailLines(entry.detail);
  const who = entry.user ? (names.users.get(entry.user)?.name ?? c("unknownPerson")) : c("system");
  const target = named(names, entry.target);
  return (
    <>
      <tr className={cx("h-(--row-data) hover:bg-subtle", !open && "border-border border-b")}>
        <td className="whitespace-nowrap pl-4 text-muted">
          <time dateTime={entry.at}>{formatDateTimeSeconds(entry.at, language)}</time>
        </td>
        <td className="whitespace-nowrap px-3">{who}</td>
        <td className="px-3">
          {lines.length > 0 ? (
            <button
              type="button"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              className="-ml-1.5 flex h-7 items-center gap-1 rounded px-1.5 hover:bg-subtle-strong"
            >
              {action}
              <Icon name="down" size={12} className={cx("text-muted", open && "rotate-180")} />
            </button>
          ) : (
            action
          )}
        </td>
        <td className="max-w-64 truncate px-3">
          {target ?? <span className="text-muted text-xs">{entry.target}</span>}
        </td>
        <td className="whitespace-nowrap px-3 text-muted text-xs">{entry.ip}</td>
      </tr>
      {open && (
        <tr className="border-border border-b">
          <td colSpan={5} className="bg-subtle px-4 py-3">
            <DataList>
              {lines.map((line) => (
                <DataItem
                  key={line.key}
                  name={isDetailField(line.key) ? t(`audit.fields.${line.key}`) : line.key}
                >
                  {line.before !== undefined && (
                    <>
                      <del className="text-muted">
                        <Value value={line.before} />
                      </del>
                      <span className="mx-2 text-muted" aria-hidden>
                        →
                      </span>
                    </>
                  )}
                  <Value value={line.value} />
                </DataItem>
              ))}
            </DataList>
          </td>
        </tr>
      )}
    </>
  );
}

/** A value as people read it: names instead of ids, yes and no instead of true and false. */
function Value({ value }: { value: unknown }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const names = useNames();
  const text = (each: unknown): string => {
    if (each === null || each === undefined || each === "") return c("none");
    if (typeof each === "boolean") return t(each ? "yes" : "no");
    if (isOneOf(ROLES, each)) return c(`role.${each}`);
    if (isOneOf(STATES, each)) return c(`presence.${each}`);
    if (isOneOf(CHANNEL_KINDS, each)) return c(`channel.${each}`);
    if (typeof each === "string") return named(names, each) ?? each;
    if (Array.isArray(each)) return each.length === 0 ? c("none") : each.map(text).join("、");
    return typeof each === "object" ? JSON.stringify(each) : String(each);
  };
  return <span>{text(value)}</span>;
}
