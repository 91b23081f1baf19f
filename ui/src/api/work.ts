import { queryOptions } from "@tanstack/react-query";
import { boardFeed, foldBoard } from "@/realtime/board-feed";
import { offerStore } from "@/realtime/offers";
import { caseStore } from "@/realtime/stores";
import { api } from "./client";
import { keys } from "./query-keys";
import type { AgentState, Board, CaseRow, Offer, Presence } from "./types";

export const presenceQuery = queryOptions({
  queryKey: keys.presence,
  queryFn: ({ signal }) => api.get<AgentState>("/work/presence", undefined, signal),
  staleTime: 30_000,
});

export const offersQuery = queryOptions({
  queryKey: keys.offers,
  queryFn: ({ signal }) =>
    offerStore.read(() => api.get<Offer[]>("/work/offers", undefined, signal)),
  staleTime: 30_000,
});

export const boardQuery = queryOptions({
  queryKey: keys.board,
  // What the stream tells while the answer is under way is newer than the answer.
  queryFn: async ({ signal }) => {
    const since = boardFeed.watch();
    try {
      const board = await api.get<Board>("/board", undefined, signal);
      return foldBoard(board, since.changes, board.at);
    } finally {
      since.stop();
    }
  },
  staleTime: 5_000,
});

export const setPresence = (state: Presence) => api.put<AgentState>("/work/presence", { state });

export const setAgentPresence = (user: string, state: Presence) =>
  api.put<AgentState>(`/board/agents/${user}/presence`, { state });

/** Takes an offer; answers with the case. */
export async function acceptOffer(id: string): Promise<CaseRow> {
  const row = await api.post<CaseRow>(`/work/offers/${id}/accept`);
  caseStore.put([row]);
  return row;
}

export const declineOffer = (id: string) => api.post<void>(`/work/offers/${id}/decline`);
