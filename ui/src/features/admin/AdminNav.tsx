import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { cx } from "@/lib/cx";
import { isImeKey } from "@/lib/ime";
import { useShortcuts } from "@/lib/shortcuts";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { moveBetweenNames } from "./AdminTable";
import { matches, type SectionId, type SectionSpec } from "./sections";

/** Things shown under a section while something is typed. */
const FOUND_MAX = 6;
const GROUPS: readonly SectionSpec["group"][] = ["team", "work", "system"];

const look =
  "ring-inset-focus flex min-h-8 items-center gap-2 rounded-md px-2 text-sm no-underline";
const here = "bg-accent-weak font-medium text-accent";
const elsewhere = "text-text hover:bg-subtle";

interface AdminNavProps {
  sections: readonly SectionSpec[];
  current: SectionId | null;
}

/** The sections, searched by what they are about and by the names of the things in them. */
export function AdminNav({ sections, current }: AdminNavProps) {
  const { t } = useTranslation("admin");
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const found = useFound(sections, typed);
  useShortcuts({ "/": () => input.current?.focus() });
  return (
    <nav
      aria-label={t("title")}
      onKeyDown={moveBetweenNames}
      className="flex w-56 shrink-0 flex-col gap-3 overflow-y-auto border-border border-r bg-bg p-2"
    >
      <div className="relative flex items-center">
        <Icon name="search" size={14} className="pointer-events-none absolute left-2 text-muted" />
        <input
          ref={input}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (isImeKey(event)) return;
            if (event.key === "Escape") setTyped("");
            if (event.key === "ArrowDown" || event.key === "Enter") {
              event.preventDefault();
              const first = event.currentTarget
                .closest("nav")
                ?.querySelector<HTMLElement>("[data-name-link]");
              if (event.key === "Enter" && typed) first?.click();
              else first?.focus();
            }
          }}
          aria-label={t("nav.search")}
          placeholder={t("nav.search")}
          className="h-8 w-full rounded-md border border-border bg-panel pr-7 pl-7 text-xs placeholder:text-muted"
        />
        {!typed && <Kbd className="pointer-events-none absolute right-1.5">/</Kbd>}
      </div>
      {found.length === 0 && (
        <p className="px-2 text-muted text-xs">{t("nav.nothing", { typed })}</p>
      )}
      {GROUPS.map((group) => {
        const members = found.filter((each) => each.section.group === group);
        if (members.length === 0) return null;
        return (
          <div key={group} className="flex flex-col gap-0.5">
            <h2 className="px-2 pb-0.5 font-medium text-2xs text-muted">{t(`nav.${group}`)}</h2>
            {members.map(({ section, things }) => (
              <div key={section.id}>
                <Link
                  to="/admin/{-$section}/{-$item}"
                  params={{ section: section.id }}
                  aria-current={section.id === current ? "page" : undefined}
                  data-name-link
                  className={cx(look, section.id === current ? here : elsewhere)}
                >
                  <Icon name={section.icon} />
                  {t(`sections.${section.id}.title`)}
                </Link>
                {things.map((thing) => (
                  <Link
                    key={thing.id}
                    to="/admin/{-$section}/{-$item}"
                    params={{ section: section.id, item: thing.id }}
                    data-name-link
                    className={cx(look, elsewhere, "pl-8 text-xs")}
                  >
                    <span className="truncate">{thing.name}</span>
                  </Link>
                ))}
              </div>
            ))}
          </div>
        );
      })}
    </nav>
  );
}

interface Found {
  section: SectionSpec;
  things: { id: string; name: string }[];
}

/** The sections that fit what is typed, and the things in them whose names do. */
function useFound(sections: readonly SectionSpec[], typed: string): Found[] {
  const { t } = useTranslation("admin");
  const { directory } = useNames();
  const words = typed.trim();
  if (words === "") return sections.map((section) => ({ section, things: [] }));
  const things: Partial<Record<SectionId, { id: string; name: string }[]>> = {
    people: directory.users,
    queues: directory.queues,
    channels: directory.channels,
  };
  return sections
    .map((section) => ({
      section,
      things: (things[section.id] ?? [])
        .filter((thing) => matches(words, thing.name))
        .slice(0, FOUND_MAX),
      fits: matches(
        words,
        t(`sections.${section.id}.title`),
        t(`sections.${section.id}.hint`),
        t(`sections.${section.id}.words`),
      ),
    }))
    .filter((each) => each.fits || each.things.length > 0);
}
