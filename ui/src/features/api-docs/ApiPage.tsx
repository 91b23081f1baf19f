import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { networkProblem, readProblem } from "@/api/client";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { ScrollRegion } from "@/ui/ScrollRegion";
import { SkeletonRows } from "@/ui/Skeleton";
import { found, type OpenApi, operations } from "./document";
import { OperationDetail } from "./OperationDetail";
import { OperationList } from "./OperationList";
import { Overview } from "./Overview";
import { PROBLEMS_PAGE, ProblemsTable } from "./ProblemsTable";
import type { ApiSearch } from "./search";

const ADDRESS = "/api/openapi.json";

/** The document of the running server, so that the page cannot be older than it. */
const documentQuery = queryOptions({
  queryKey: ["openapi"],
  queryFn: async ({ signal }): Promise<OpenApi> => {
    const response = await fetch(ADDRESS, { signal }).catch((error: unknown) => {
      throw error instanceof DOMException ? error : networkProblem();
    });
    if (!response.ok) throw await readProblem(response, ADDRESS);
    return (await response.json()) as OpenApi;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** The API for those who program against it. */
export function ApiPage() {
  const { t } = useTranslation("developers");
  const { t: c } = useTranslation("common");
  const search = useSearch({ from: "/desk/developers" });
  const navigate = useNavigate();
  const { data: document_, error, refetch } = useQuery(documentQuery);
  const all = useMemo(() => (document_ ? operations(document_) : []), [document_]);
  const groups = useMemo(() => found(all, search.q ?? ""), [all, search.q]);
  const operation = all.find((each) => each.id === search.op);
  useEffect(() => {
    document.title = `${t("title")} — ${c("product")}`;
  }, [t, c]);

  if (error) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (!document_) return <SkeletonRows rows={10} label={c("loading")} />;
  const change = (next: ApiSearch) =>
    void navigate({ to: "/developers", search: next, replace: true });
  return (
    <div className="flex min-h-0 grow">
      <OperationList
        groups={groups}
        search={search}
        onType={(q) => change({ ...search, q: q || undefined })}
      />
      <ScrollRegion label={t("content")} className="min-w-0 grow bg-panel px-8 py-6">
        {operation ? (
          <OperationDetail key={operation.id} document={document_} operation={operation} />
        ) : search.op === PROBLEMS_PAGE ? (
          <ProblemsTable />
        ) : search.op ? (
          <EmptyState icon="search" title={t("unknown")} hint={t("unknownHint")} />
        ) : (
          <Overview document={document_} count={all.length} />
        )}
      </ScrollRegion>
    </div>
  );
}
