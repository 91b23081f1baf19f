import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type { CustomerId, Erasure, NewErasure, PrivacyState } from "./types";

/** Whether a person was erased, by whom and how far it is. */
export const privacyQuery = (id: CustomerId) =>
  queryOptions({
    queryKey: keys.privacy(id),
    queryFn: ({ signal }) => api.get<PrivacyState>(`/customers/${id}/privacy`, undefined, signal),
    staleTime: 30_000,
  });

/** Where everything that is known of a person is fetched. */
export const exportUrl = (id: CustomerId) => `/api/v1/customers/${id}/export`;

export const erasePerson = (id: CustomerId, input: NewErasure) =>
  api.post<Erasure>(`/customers/${id}/erasure`, input);
