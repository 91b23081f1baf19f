/** Conversations with people outside about a case, and the address book of those people. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  NewPartner,
  NewSide,
  Partner,
  PartnerChange,
  Side,
  SideChange,
  SideThread,
  SideWords,
} from "./types";

/** A conversation with what was said in it; `newest` is what is known to be in it already. */
export const sideQuery = (caseId: string, side: string, newest: string) =>
  queryOptions({
    queryKey: [...keys.side(caseId, side), newest],
    queryFn: ({ signal }) =>
      api.get<SideThread>(`/cases/${caseId}/sides/${side}`, undefined, signal),
    staleTime: 10_000,
  });

export const openSide = (caseId: string, input: NewSide) =>
  api.post<SideThread>(`/cases/${caseId}/sides`, input);
export const writeSide = (side: Side, input: SideWords) =>
  api.post<SideThread>(`/cases/${side.case}/sides/${side.id}/messages`, input);
export const changeSide = (side: Side, change: SideChange) =>
  api.patch<Side>(`/cases/${side.case}/sides/${side.id}`, change, side.version);

export const partnersQuery = queryOptions({
  queryKey: keys.admin("partners"),
  queryFn: ({ signal }) => api.get<Partner[]>("/partners", undefined, signal),
  staleTime: 60_000,
});
export const createPartner = (input: NewPartner) => api.post<Partner>("/admin/partners", input);
export const changePartner = (partner: Partner, change: PartnerChange) =>
  api.patch<Partner>(`/admin/partners/${partner.id}`, change, partner.version);
