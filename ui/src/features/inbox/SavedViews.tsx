import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { removeView, viewsQuery } from "@/api/case-work";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { CaseView, SavedView } from "@/api/types";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import type { InboxSearch } from "./search";

interface SavedViewsProps {
  view: CaseView;
  search: InboxSearch;
  /** How a line looks, and how it looks when it is the one on screen. */
  look: string;
  here: string;
  elsewhere: string;
}

/** What a kept list puts into the address. */
function searchOf({ query: { view: _, ...search } }: SavedView): InboxSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value));
}

const same = (one: InboxSearch, other: InboxSearch) => {
  const text = (search: InboxSearch) =>
    JSON.stringify(
      Object.entries(search)
        .filter(([, value]) => value)
        .sort(),
    );
  return text(one) === text(other);
};

/** Whether a kept list is what the address says. */
export function isShown(saved: SavedView, view: CaseView, search: InboxSearch): boolean {
  return saved.query.view === view && same(searchOf(saved), search);
}

/** The lists that somebody keeps, and those that everybody sees. */
export function SavedViews({ view, search, look, here, elsewhere }: SavedViewsProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const cache = useQueryClient();
  const { data: views = [] } = useQuery(viewsQuery);
  const remove = useMutation({
    mutationFn: (saved: SavedView) => removeView(saved.id),
    onSuccess: (_, saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("views") });
      toast(t("views.removed", { name: saved.name }));
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  if (views.length === 0) return null;
  return (
    <>
      <h2 className="px-2 pt-4 pb-1 font-medium text-2xs text-muted">{t("views.saved")}</h2>
      {views.map((saved) => {
        const chosen = isShown(saved, view, search);
        return (
          <span key={saved.id} className="group relative flex items-center">
            <Link
              to="/inbox/{-$view}/{-$caseId}"
              params={{ view: saved.query.view }}
              search={searchOf(saved)}
              aria-current={chosen ? "page" : undefined}
              className={cx(look, "grow", chosen ? here : elsewhere)}
            >
              <Icon name={saved.shared ? "users" : "filter"} />
              <span className="min-w-0 grow truncate">{saved.name}</span>
            </Link>
            {(!saved.shared || me.permissions.includes("queue.manage")) && (
              <IconButton
                size="sm"
                icon="close"
                label={t("views.remove", { name: saved.name })}
                onPress={() => remove.mutate(saved)}
                className="absolute right-1 opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
              />
            )}
          </span>
        );
      })}
    </>
  );
}
