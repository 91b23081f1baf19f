import { queryOptions } from "@tanstack/react-query";
import { caseStore } from "@/realtime/stores";
import { api } from "./client";
import { keys } from "./query-keys";
import type { AgentState, Board, CaseRow, Offer, Presence } from "./types";

export const presenceQuery = queryOptions({
  queryKey: keys.presence,
  queryFn: ({ signal }) => api.get<AgentState>("/me/presence", undefined, signal),
  staleTime: 30_000,
});

export const offersQuery = queryOptions({
  queryKey: keys.offers,
  queryFn: ({ signal }) => api.get<Offer[]>("/me/offers", undefined, signal),
  staleTime: 30_000,
});

export const boardQuery = queryOptions({
  queryKey: keys.board,
  queryFn: ({ signal }) => api.get<Board>("/board", undefined, signal),
  staleTime: 5_000,
});

export const setPresence = (state: Presence) => api.put<AgentState>("/me/presence", { state });

export const setAgentPresence = (user: string, state: Presence) =>
  api.put<AgentState>(`/agents/${user}/presence`, { state });

/** Takes an offer; answers with the case. */
export async function acceptOffer(id: string): Promise<CaseRow> {
  const row = await api.post<CaseRow>(`/offers/${id}/accept`);
  caseStore.put([row]);
  return row;
}

export const declineOffer = (id: string) => api.post<void>(`/offers/${id}/decline`);
