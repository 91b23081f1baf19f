import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  CustomerId,
  HoldView,
  NewHold,
  Retention,
  RetentionPreview,
  RetentionRunView,
  RetentionView,
} from "./types";

/** How long contents are kept. */
export const retentionQuery = queryOptions({
  queryKey: keys.admin("retention"),
  queryFn: ({ signal }) => api.get<RetentionView>("/admin/retention", undefined, signal),
});

/** What was deleted because its time was over. */
export const retentionRunsQuery = queryOptions({
  queryKey: keys.admin("retention-runs"),
  queryFn: ({ signal }) => api.get<RetentionRunView[]>("/admin/retention/runs", undefined, signal),
});

export const setRetention = (policy: Retention) => api.put<void>("/admin/retention", policy);

/** What a policy would delete now. */
export const previewRetention = (policy: Retention) =>
  api.post<RetentionPreview[]>("/admin/retention/preview", policy);

/** The holds under which nothing of a customer is deleted. */
export const holdsQuery = (id: CustomerId) =>
  queryOptions({
    queryKey: keys.holds(id),
    queryFn: ({ signal }) => api.get<HoldView[]>(`/customers/${id}/holds`, undefined, signal),
    staleTime: 30_000,
  });

export const placeHold = (id: CustomerId, input: NewHold) =>
  api.post<HoldView[]>(`/customers/${id}/holds`, input);

export const endHold = (hold: string) => api.delete<void>(`/holds/${hold}`);
