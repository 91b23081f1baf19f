import { useTranslation } from "react-i18next";
import { type Names, useNames } from "@/api/directory";
import type { Presence } from "@/api/types";
import { CHANNEL_KINDS } from "@/lib/channel";
import { ROLES } from "../roles/grants";

const STATES: readonly Presence[] = ["available", "away", "wrap_up", "offline"];

function isOneOf<T extends string>(words: readonly T[], value: unknown): value is T {
  return words.some((word) => word === value);
}

/** What an id stands for, where the directory knows it. */
export function named(names: Names, id: string): string | null {
  const found =
    names.users.get(id) ??
    names.queues.get(id) ??
    names.channels.get(id) ??
    names.categories.get(id);
  return found?.name ?? null;
}

/** A value as people read it: names instead of ids, yes and no instead of true and false. */
export function Value({ value }: { value: unknown }) {
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
