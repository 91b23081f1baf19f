import { queryOptions } from "@tanstack/react-query";
import { caseStore } from "@/realtime/stores";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  CaseId,
  Locale,
  NewTemplate,
  Template,
  TemplateChange,
  TemplateRow,
  TemplateText,
  TemplateUsed,
  TemplateVariable,
} from "./types";

/** Every canned reply; of each its beginning only. */
export const templatesQuery = queryOptions({
  queryKey: keys.admin("templates"),
  queryFn: ({ signal }) => api.get<TemplateRow[]>("/templates", undefined, signal),
  staleTime: 5 * 60_000,
});

export const templateQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.admin("templates"), id],
    queryFn: ({ signal }) => api.get<Template>(`/admin/templates/${id}`, undefined, signal),
  });

/** What may stand in gaps. */
export const variablesQuery = queryOptions({
  queryKey: keys.admin("template-variables"),
  queryFn: ({ signal }) => api.get<TemplateVariable[]>("/template-variables", undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A text as it would be filled for an invented customer. */
export const previewQuery = (text: string, locale: Locale) =>
  queryOptions({
    queryKey: ["template-preview", locale, text],
    queryFn: () => api.post<TemplateText>("/admin/template-preview", { text, locale }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const createTemplate = (input: NewTemplate) => api.post<Template>("/admin/templates", input);
export const changeTemplate = (template: Template, change: TemplateChange) =>
  api.patch<Template>(`/admin/templates/${template.id}`, change, template.version);

/** Fills a canned reply for a case, which does to the case what it says. */
export async function applyTemplate(
  id: CaseId,
  template: string,
  locale: Locale,
): Promise<TemplateUsed> {
  const used = await api.post<TemplateUsed>(`/cases/${id}/templates`, { template, locale });
  caseStore.put([used.case]);
  return used;
}
