import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  CaseRow,
  Customer,
  CustomerChange,
  CustomerRow,
  LookalikeDecision,
  Lookalikes,
  MergeEntry,
  NewCustomer,
  NewMerge,
  NewTie,
  Order,
  Page,
  Tie,
  TimelineEntry,
} from "./types";

export const customerSearchQuery = (q: string) =>
  queryOptions({
    queryKey: keys.customers(q),
    queryFn: ({ signal }) => api.get<Page<CustomerRow>>("/customers", { q, limit: 20 }, signal),
    placeholderData: keepPreviousData,
    enabled: q.trim().length > 0,
    staleTime: 15_000,
  });

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: keys.profile(id),
    queryFn: ({ signal }) => api.get<Customer>(`/customers/${id}`, undefined, signal),
    staleTime: 30_000,
  });

export const ordersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.orders(id),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Order>>(`/customers/${id}/orders`, { cursor: pageParam, limit: 20 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 60_000,
  });

export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.timeline(id),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineEntry>>(
        `/customers/${id}/timeline`,
        { cursor: pageParam, limit: 40 },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });

export const customerCasesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.customerCases(id),
    queryFn: ({ signal }) =>
      api.get<Page<CaseRow>>("/cases", { customer: id, view: "all", limit: 20 }, signal),
    staleTime: 30_000,
  });

export const mergesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.merges(id),
    queryFn: ({ signal }) => api.get<MergeEntry[]>(`/customers/${id}/merges`, undefined, signal),
    staleTime: 30_000,
  });

export const mergeCustomers = (customer: string, input: NewMerge) =>
  api.post<Customer>(`/customers/${customer}/merges`, input);

export const undoMerge = (merge: string) => api.post<MergeEntry>(`/merges/${merge}/undo`);

export const lookalikesQuery = (customer?: string) =>
  queryOptions({
    queryKey: keys.lookalikes(customer),
    queryFn: ({ signal }) =>
      api.get<Lookalikes>("/customers/lookalikes", { customer, limit: 100 }, signal),
    staleTime: 15_000,
  });

export const tellApart = (decision: LookalikeDecision) =>
  api.post<void>("/customers/lookalikes/decisions", decision);

export const setLookalikeThreshold = (score_min: number) =>
  api.put<void>("/customers/lookalikes/threshold", { score_min });

export const tiesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.ties(id),
    queryFn: ({ signal }) => api.get<Tie[]>(`/customers/${id}/ties`, undefined, signal),
    staleTime: 30_000,
  });

export const setTie = (customer: string, tie: NewTie) =>
  api.put<Tie[]>(`/customers/${customer}/ties`, tie);

export const createCustomer = (input: NewCustomer) => api.post<Customer>("/customers", input);

export const changeCustomer = (customer: Customer, change: CustomerChange) =>
  api.patch<Customer>(`/customers/${customer.id}`, change, customer.version);
