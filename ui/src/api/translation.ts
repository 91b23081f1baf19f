import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type { CaseId, NewTranslation, NewTranslator, Translation, TranslatorView } from "./types";

/** The server that translates, if there is one. */
export const translatorQuery = queryOptions({
  queryKey: keys.admin("translation"),
  queryFn: ({ signal }) => api.get<TranslatorView>("/admin/translation", undefined, signal),
});

export const setTranslator = (input: NewTranslator) =>
  api.put<TranslatorView>("/admin/translation", input);

export const removeTranslator = () => api.delete<void>("/admin/translation");

/** What a machine makes of a message, or of a text that is about to be sent. It is not kept. */
export const translate = (id: CaseId, input: NewTranslation) =>
  api.post<Translation>(`/cases/${id}/translation`, input);
