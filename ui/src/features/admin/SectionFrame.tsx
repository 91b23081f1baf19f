import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import type { SectionId } from "./sections";

interface SectionFrameProps {
  section: SectionId;
  /** What narrows the list, and what adds to it. */
  tools?: ReactNode;
  children: ReactNode;
}

/** Title, purpose and tools of a page of the administration, above its content. */
export function SectionFrame({ section, tools, children }: SectionFrameProps) {
  const { t } = useTranslation("admin");
  return (
    <div className="flex min-h-0 min-w-0 grow flex-col gap-3 p-4">
      <header className="flex shrink-0 flex-wrap items-end gap-2">
        <div className="min-w-0 grow">
          <h1 className="text-lg">{t(`sections.${section}.title`)}</h1>
          <p className="text-muted text-xs">{t(`sections.${section}.hint`)}</p>
        </div>
        {tools}
      </header>
      {children}
    </div>
  );
}

interface ListFilterProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Narrows a list by typed words. */
export function ListFilter({ label, value, onChange }: ListFilterProps) {
  return (
    <span className="relative flex w-56 items-center">
      <Icon name="search" size={14} className="pointer-events-none absolute left-2 text-muted" />
      <input
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-label={label}
        placeholder={label}
        className="h-8 w-full rounded-md border border-border bg-panel pr-2 pl-7 text-xs placeholder:text-muted"
      />
    </span>
  );
}
