/** What is done with cases beside answering them. */
import { queryOptions } from "@tanstack/react-query";
import { caseStore } from "@/realtime/stores";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  BulkAct,
  BulkDone,
  CaseRow,
  CaseTie,
  NewProcedure,
  NewSavedView,
  Procedure,
  ProcedureChange,
  SavedView,
  Split,
  Walk,
} from "./types";

/** Keeps the row that a command answered with, so that the desk shows it at once. */
async function keep(answer: Promise<CaseRow>): Promise<CaseRow> {
  const row = await answer;
  caseStore.put([row]);
  return row;
}

export const relateCases = (id: string, other: string) =>
  api.post<CaseTie[]>(`/cases/${id}/ties`, { case: other });
export const untieCase = (id: string, tie: string) =>
  api.delete<CaseTie[]>(`/cases/${id}/ties/${tie}`);
export const joinCase = (id: string, into: string) =>
  keep(api.post(`/cases/${id}/join`, { case: into }));
export const splitCase = (id: string, part: Split) => keep(api.post(`/cases/${id}/split`, part));
export const markStep = (id: string, step: string, done: boolean) =>
  api.post<Walk>(`/cases/${id}/steps`, { step, done });

/** One thing done with several cases. */
export const doInBulk = (cases: readonly string[], act: BulkAct) =>
  api.post<BulkDone>("/bulk", { cases, act });
export const undoBulk = (bulk: string) => api.post<BulkDone>(`/bulk/${bulk}/undo`);

export const viewsQuery = queryOptions({
  queryKey: keys.admin("views"),
  queryFn: ({ signal }) => api.get<SavedView[]>("/views", undefined, signal),
  staleTime: 60_000,
});
export const saveView = (input: NewSavedView) => api.post<SavedView>("/views", input);
export const removeView = (id: string) => api.delete<void>(`/views/${id}`);

export const proceduresQuery = queryOptions({
  queryKey: keys.admin("procedures"),
  queryFn: ({ signal }) => api.get<Procedure[]>("/admin/procedures", undefined, signal),
  staleTime: 30_000,
});
export const createProcedure = (input: NewProcedure) =>
  api.post<Procedure>("/admin/procedures", input);
export const changeProcedure = (procedure: Procedure, change: ProcedureChange) =>
  api.patch<Procedure>(`/admin/procedures/${procedure.id}`, change, procedure.version);
