import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/types";
import { cx } from "@/lib/cx";
import { Icon } from "@/ui/Icon";
import { type NavItem, navigationFor } from "../navigation";

const GROUPS: readonly NavItem["group"][] = ["service", "value", "admin"];

const look =
  "ring-inset-focus relative flex h-12 w-12 flex-col items-center justify-center gap-0.5 rounded-lg text-2xs no-underline transition-colors";
const elsewhere = "text-muted hover:bg-subtle hover:text-text";
const here = "bg-accent-weak text-accent font-medium";

/** The narrow column of main functions, by layer of value. */
export function Rail({ permissions }: { permissions: readonly Permission[] }) {
  const { t } = useTranslation("common");
  const items = navigationFor(permissions);
  return (
    <nav
      aria-label={t("nav.label")}
      className="flex w-14 shrink-0 flex-col items-center border-border border-r bg-panel py-2"
    >
      <img src="/favicon.svg" alt={t("product")} className="mb-2 size-8" />
      {GROUPS.map((group) => {
        const members = items.filter((item) => item.group === group);
        if (members.length === 0) return null;
        return (
          <section
            key={group}
            aria-label={t(`nav.${group}`)}
            className={cx(
              "flex flex-col items-center gap-1 border-border py-2",
              group === "admin" ? "mt-auto" : "border-t",
            )}
          >
            <span aria-hidden className="pb-0.5 text-2xs text-muted">
              {t(`nav.${group}`)}
            </span>
            {members.map((item) => (
              <RailItem key={item.key} item={item} />
            ))}
          </section>
        );
      })}
    </nav>
  );
}

function RailItem({ item }: { item: NavItem }) {
  const { t } = useTranslation("common");
  const content = (
    <>
      <Icon name={item.icon} size={20} />
      {/* The rail has room for a short name only. */}
      <span aria-hidden>{t(`rail.${item.key}`)}</span>
      <span className="sr-only">{t(`nav.${item.key}`)}</span>
    </>
  );
  if (item.external) {
    return (
      <a
        href={item.to}
        title={t(`nav.${item.key}`)}
        target="_blank"
        rel="noreferrer"
        className={cx(look, elsewhere)}
      >
        {content}
      </a>
    );
  }
  return (
    <Link
      to={item.to}
      title={t(`nav.${item.key}`)}
      className={look}
      activeProps={{ className: here }}
      inactiveProps={{ className: elsewhere }}
    >
      {content}
    </Link>
  );
}
