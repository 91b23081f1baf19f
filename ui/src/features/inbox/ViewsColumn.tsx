import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/cases";
import { useNames } from "@/api/directory";
import type { CaseCounts, CaseView } from "@/api/types";
import { cx } from "@/lib/cx";
import { Count } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { SavedViews } from "./SavedViews";
import type { InboxSearch } from "./search";
import { VIEWS } from "./views";

interface ViewsColumnProps {
  view: CaseView;
  queue: string | undefined;
  search: InboxSearch;
}

const look = "ring-inset-focus flex h-8 items-center gap-2 rounded-md px-2 text-sm no-underline";
const here = "bg-accent-weak font-medium text-accent";
const elsewhere = "text-text hover:bg-subtle";

/** The number beside a list; lists without one have no meaningful number. */
function numberOf(counts: CaseCounts | undefined, view: CaseView): number {
  if (!counts || view === "resolved" || view === "all") return 0;
  return counts[view];
}

/** The lists of the inbox and the queues with what waits in them. */
export function ViewsColumn({ view, queue, search }: ViewsColumnProps) {
  const { t } = useTranslation("inbox");
  const { data: counts } = useQuery(countsQuery);
  const { directory } = useNames();
  const waiting = new Map(counts?.queues.map((each) => [each.queue, each.waiting]));
  return (
    <nav
      aria-label={t("views.label")}
      className="flex w-44 shrink-0 flex-col gap-0.5 overflow-y-auto border-border border-r bg-bg p-2"
    >
      {VIEWS.map((each) => (
        <Link
          key={each.id}
          to="/inbox/{-$view}/{-$caseId}"
          params={{ view: each.id }}
          search={{}}
          aria-current={view === each.id && !queue ? "page" : undefined}
          className={cx(look, view === each.id && !queue ? here : elsewhere)}
        >
          <Icon name={each.icon} />
          <span className="min-w-0 grow truncate">{t(`views.${each.id}`)}</span>
          <Count value={numberOf(counts, each.id)} strong={each.id === "unread"} />
        </Link>
      ))}
      <SavedViews view={view} search={search} look={look} here={here} elsewhere={elsewhere} />
      <h2 className="px-2 pt-4 pb-1 font-medium text-2xs text-muted">{t("views.queues")}</h2>
      {directory.queues
        .filter((each) => !each.archived)
        .map((each) => {
          const chosen = view === "waiting" && queue === each.id;
          return (
            <Link
              key={each.id}
              to="/inbox/{-$view}/{-$caseId}"
              params={{ view: "waiting" }}
              search={{ queue: each.id }}
              aria-current={chosen ? "page" : undefined}
              className={cx(look, chosen ? here : elsewhere)}
            >
              <Icon name="queue" />
              <span className="min-w-0 grow truncate">{each.name}</span>
              <Count value={waiting.get(each.id) ?? 0} />
            </Link>
          );
        })}
    </nav>
  );
}
