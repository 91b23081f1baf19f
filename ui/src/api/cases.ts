import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { caseStore, seen } from "@/realtime/stores";
import { address, api } from "./client";
import { queryClient } from "./query-client";
import { keys } from "./query-keys";
import type {
  Candidate,
  CaseChange,
  CaseCounts,
  CaseDetail,
  CasePage,
  CaseQuery,
  CaseRow,
  Handover,
  Message,
  NewCase,
  Note,
  Page,
  Reply,
  Thread,
  Transfer,
} from "./types";

/** Rows of one page of the inbox. */
export const LIST_PAGE = 60;
/** Entries of one page of a thread. */
export const THREAD_PAGE = 50;

/** A list of cases by pages. The rows themselves live in the entity store; pages hold ids. */
export const caseListQuery = (query: CaseQuery) =>
  infiniteQueryOptions({
    queryKey: keys.list(query),
    queryFn: async ({ pageParam, signal }): Promise<CasePage> => {
      const page = await api.get<Page<CaseRow>>(
        "/cases",
        { ...query, cursor: pageParam, limit: LIST_PAGE },
        signal,
      );
      caseStore.put(page.items);
      const last = page.items.at(-1);
      return {
        ids: page.items.map((row) => row.id),
        next: page.next,
        end: last ? { id: last.id, updated_at: last.updated_at, queued_at: last.queued_at } : null,
      };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });

export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: ({ signal }) => api.get<CaseCounts>("/cases/counts", undefined, signal),
  staleTime: 5_000,
});

export const caseDetailQuery = (id: string) =>
  queryOptions({
    queryKey: keys.detail(id),
    queryFn: async ({ signal }) => {
      const detail = await api.get<CaseDetail>(`/cases/${id}`, undefined, signal);
      caseStore.put([detail.case]);
      return detail;
    },
    staleTime: 10_000,
  });

/** A thread by pages: the first page is the newest, each page ascending. */
export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.thread(id),
    queryFn: ({ pageParam, signal }) =>
      api.get<Thread>(`/cases/${id}/messages`, { before: pageParam, limit: THREAD_PAGE }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.more ? page.messages[0]?.seq : undefined),
    staleTime: 10_000,
  });

/** The page of a mail for a sandboxed frame; remote images only when asked for. */
export const mailDocument = (caseId: string, message: string, images: boolean) =>
  address(`/cases/${caseId}/messages/${message}/document`, images ? { images } : {});

export const candidatesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.candidates(id),
    queryFn: ({ signal }) => api.get<Candidate[]>(`/cases/${id}/candidates`, undefined, signal),
  });

/** Keeps the row that a command answered with, so that the desk shows it at once. */
async function keep(answer: Promise<CaseRow>): Promise<CaseRow> {
  const row = await answer;
  caseStore.put([row]);
  return row;
}

export const openCase = (input: NewCase) => keep(api.post("/cases", input));
export const takeCase = (id: string) => keep(api.post(`/cases/${id}/take`));
export const resolveCase = (id: string) => keep(api.post(`/cases/${id}/resolve`));
export const reopenCase = (id: string) => keep(api.post(`/cases/${id}/reopen`));
export const offerHandover = (id: string) => api.post<Handover>(`/cases/${id}/handovers`, {});

export const transferCase = (id: string, to: Transfer) =>
  keep(api.post(`/cases/${id}/transfer`, to));
export const giveBackCase = (id: string, note: string | undefined) =>
  keep(api.post(`/cases/${id}/return`, { note }));
export const holdCase = (id: string, until: string, note: string | undefined) =>
  keep(api.put(`/cases/${id}/hold`, { until, note }));
export const endHold = (id: string) => keep(api.delete(`/cases/${id}/hold`));
export const changeCase = (row: CaseRow, change: CaseChange) =>
  keep(api.patch(`/cases/${row.id}`, change, row.version));
export const identifyCase = (id: string, customer: string) =>
  keep(api.post(`/cases/${id}/customer`, { customer }));
/** Tells the server how far I have read, which changes how much is unread. */
export async function markRead(id: string, seq: number): Promise<void> {
  await api.post<void>(`/cases/${id}/read`, { seq });
  seen(id, seq);
  void queryClient.invalidateQueries({ queryKey: keys.counts });
}
export const sendReply = (id: string, reply: Reply) =>
  api.post<Message>(`/cases/${id}/replies`, reply);
export const sendNote = (id: string, note: Note) => api.post<Message>(`/cases/${id}/notes`, note);
