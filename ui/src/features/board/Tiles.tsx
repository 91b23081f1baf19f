import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "@/ui/Icon";
import { Figure } from "./Figure";
import type { Totals } from "./figures";
import type { BoardSearch } from "./search";
import { WaitClock } from "./WaitClock";

/** The four sums over all queues. */
export function Tiles({ totals, search }: { totals: Totals; search: BoardSearch }) {
  const { t } = useTranslation("board");
  return (
    <ul aria-label={t("tiles.label")} className="grid shrink-0 grid-cols-4 gap-3">
      <Tile icon="clock" name={t("tiles.waiting")} to={{ ...search, list: "waiting" }}>
        <Figure value={totals.waiting} />
      </Tile>
      <Tile icon="bell" name={t("tiles.longest")} to={{ ...search, list: "waiting" }}>
        {totals.longestSince ? (
          <WaitClock since={totals.longestSince} worded />
        ) : (
          <span className="text-muted">
            <span aria-hidden>–</span>
            <span className="sr-only">{t("none")}</span>
          </span>
        )}
      </Tile>
      <Tile icon="inbox" name={t("tiles.inProgress")} to={{ ...search, list: "in_progress" }}>
        <Figure value={totals.inProgress} />
      </Tile>
      <Tile
        icon="users"
        name={t("tiles.available")}
        note={t("tiles.signedIn", { count: totals.signedIn })}
        to={{ ...search, list: "available" }}
      >
        <Figure value={totals.ready} />
      </Tile>
    </ul>
  );
}

interface TileProps {
  icon: IconName;
  name: string;
  note?: string;
  to: BoardSearch;
  children: ReactNode;
}

function Tile({ icon, name, note, to, children }: TileProps) {
  return (
    <li className="flex">
      <Link
        to="/board"
        search={{ ...to, queue: undefined, agent: undefined }}
        activeOptions={{ exact: true, includeSearch: true }}
        className="ring-inset-focus flex grow flex-col rounded-lg border border-border bg-panel px-4 py-3 text-text no-underline hover:border-border-strong"
      >
        <span className="flex items-center gap-1.5 text-muted text-xs">
          <Icon name={icon} size={14} />
          {name}
          <span className="grow" />
          {note && <span className="tnum">{note}</span>}
        </span>
        <span className="font-semibold text-2xl">{children}</span>
      </Link>
    </li>
  );
}
