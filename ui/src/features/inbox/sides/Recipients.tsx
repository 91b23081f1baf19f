import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { partnersQuery } from "@/api/sides";
import type { Partner } from "@/api/types";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { optionLook } from "@/ui/Menu";

/** Entries of the address book that are offered at once. */
const OFFERED = 6;

/** Whether a text looks like one mail address; the server looks closer. */
export const isAddress = (text: string): boolean =>
  /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/u.test(text);

/** Entries in use whose name, address or note has what is typed, without those that are chosen. */
export function offered(
  book: readonly Partner[],
  typed: string,
  chosen: readonly string[],
): Partner[] {
  const words = typed.normalize("NFKC").trim().toLowerCase();
  return book
    .filter((each) => !each.archived && !chosen.includes(each.address))
    .filter((each) =>
      `${each.name}\n${each.address}\n${each.note}`.normalize("NFKC").toLowerCase().includes(words),
    )
    .slice(0, OFFERED);
}

interface RecipientsProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  error: string | null;
}

/** To whom a mail outside goes: from the address book, or an address that is typed. */
export function Recipients({ value, onChange, error }: RecipientsProps) {
  const { t } = useTranslation("inbox");
  const [typed, setTyped] = useState("");
  const book = useQuery(partnersQuery);
  const entries = book.data ?? [];
  const named = (address: string) =>
    entries.find((each) => each.address === address && !each.archived)?.name;
  const address = typed.trim().toLowerCase();
  const strange = isAddress(address) && !entries.some((each) => each.address === address);
  const add = (next: string) => {
    if (!value.includes(next)) onChange([...value, next]);
    setTyped("");
  };
  const found = offered(entries, typed, value);
  const unknown = book.data ? value.filter((each) => named(each) === undefined) : [];
  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        label={t("side.to")}
        placeholder={t("side.toHint")}
        value={typed}
        onChange={setTyped}
        autoFocus
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !isAddress(address)) return;
          event.preventDefault();
          add(address);
        }}
        error={error}
      />
      {value.length > 0 && (
        <ul aria-label={t("side.chosen")} className="flex flex-wrap gap-1.5">
          {value.map((each) => (
            <li
              key={each}
              className={cx(
                "flex h-7 items-center gap-1 rounded-md border bg-panel pl-2 text-xs",
                unknown.includes(each) ? "border-warn" : "border-border",
              )}
            >
              {unknown.includes(each) && <Icon name="warn" size={12} className="text-warn" />}
              <span className="max-w-64 truncate" title={each}>
                {named(each) ?? each}
              </span>
              <IconButton
                size="sm"
                icon="close"
                label={t("side.removeTo", { name: named(each) ?? each })}
                onPress={() => onChange(value.filter((other) => other !== each))}
              />
            </li>
          ))}
        </ul>
      )}
      {(found.length > 0 || strange) && (
        <ListBox
          aria-label={t("side.book")}
          onAction={(key) => add(String(key))}
          className="max-h-48 overflow-y-auto rounded-md border border-border p-1 outline-none"
        >
          {[
            ...found.map((each) => (
              <ListBoxItem
                key={each.id}
                id={each.address}
                textValue={`${each.name} ${each.address}`}
                className={optionLook}
              >
                <Icon name="building" size={13} className="shrink-0 text-muted" />
                <span className="min-w-0 truncate">{each.name}</span>
                <span className="min-w-0 truncate text-2xs text-muted">{each.address}</span>
                <span className="min-w-0 grow truncate text-right text-2xs text-muted">
                  {each.note}
                </span>
              </ListBoxItem>
            )),
            ...(strange
              ? [
                  <ListBoxItem
                    key={`typed ${address}`}
                    id={address}
                    textValue={address}
                    className={optionLook}
                  >
                    <Icon name="plus" size={13} className="shrink-0 text-muted" />
                    <span className="min-w-0 grow truncate">{t("side.addTo", { address })}</span>
                  </ListBoxItem>,
                ]
              : []),
          ]}
        </ListBox>
      )}
      {unknown.length > 0 && (
        <p role="status" className="flex items-start gap-1 text-warn text-xs">
          <Icon name="warn" size={13} className="mt-px shrink-0" />
          {t("side.notInBook", { list: unknown.join(", ") })}
        </p>
      )}
    </div>
  );
}
