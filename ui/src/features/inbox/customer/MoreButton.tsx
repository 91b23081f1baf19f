import { useTranslation } from "react-i18next";

interface PagedQuery {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next page of a list; nothing when there is none. */
export function MoreButton({ query }: { query: PagedQuery }) {
  const { t } = useTranslation("common");
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
      className="mx-auto my-3 block h-7 rounded-md border border-border px-3 text-muted text-xs hover:bg-subtle disabled:opacity-60"
    >
      {query.isFetchingNextPage ? t("loading") : t("loadMore")}
    </button>
  );
}
