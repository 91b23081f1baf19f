import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatDateTimeSeconds } from "@/lib/time";
import { DataItem, DataList } from "@/ui/DataList";
import { Icon } from "@/ui/Icon";
import { detailLines, isDetailField } from "./actions";
import { named, Value } from "./Value";

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
