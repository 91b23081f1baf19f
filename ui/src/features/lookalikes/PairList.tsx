import { useEffect, useRef } from "react";
import { ListBox, ListBoxItem, type Selection } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Lookalike } from "@/api/types";
import { customerName } from "@/lib/names";
import { Badge } from "@/ui/Badge";
import { useSignalNames } from "./signals";

/** What names a pair. */
export const pairKey = (pair: Lookalike) => `${pair.a.id}:${pair.b.id}`;

interface PairListProps {
  pairs: Lookalike[];
  chosen: string;
  onChoose: (key: string) => void;
}

/** The pairs that wait, the likeliest first. */
export function PairList({ pairs, chosen, onChoose }: PairListProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const signals = useSignalNames();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector(`[data-key="${CSS.escape(chosen)}"]`)
      ?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <ListBox
      ref={list}
      aria-label={t("lookalike.list")}
      data-shortcuts
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys: Selection) => {
        const [key] = keys === "all" ? [] : [...keys];
        if (typeof key === "string") onChoose(key);
      }}
      className="w-96 shrink-0 overflow-y-auto border-border border-r bg-panel outline-none"
    >
      {pairs.map((pair) => (
        <ListBoxItem
          key={pairKey(pair)}
          id={pairKey(pair)}
          textValue={customerName(pair.a, c)}
          className="ring-inset-focus cursor-default border-border border-b px-4 py-2.5 outline-none hover:bg-subtle selected:bg-accent-weak"
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 grow truncate font-medium text-sm">
              {customerName(pair.a, c)}
              <span aria-hidden className="px-1.5 text-muted">
                ／
              </span>
              {customerName(pair.b, c)}
            </span>
            <Badge tone={pair.score >= 90 ? "accent" : "neutral"}>
              <span className="tnum">{t("lookalike.score", { score: pair.score })}</span>
            </Badge>
          </span>
          <span className="mt-0.5 block truncate text-muted text-xs">
            {pair.signals.map(signals.name).join(" · ")}
          </span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
