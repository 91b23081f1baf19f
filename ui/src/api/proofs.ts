import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type { CustomerId, NewProof, Proof, Proven } from "./types";

/** How often it is asked whether the customer has answered. */
const PACE = 3_000;

/** What a customer was asked to prove, newest first; asked again while an answer is awaited. */
export const proofsQuery = (id: CustomerId) =>
  queryOptions({
    queryKey: keys.proofs(id),
    queryFn: ({ signal }) => api.get<Proof[]>(`/customers/${id}/proofs`, undefined, signal),
    refetchInterval: ({ state }) =>
      state.data?.some((proof) => proof.state === "waiting") ? PACE : false,
  });

export const askProof = (id: CustomerId, input: NewProof) =>
  api.post<Proof>(`/customers/${id}/proofs`, input);

export const checkProof = (proof: string, code: string) =>
  api.post<Proven>(`/proofs/${proof}/check`, { code });
