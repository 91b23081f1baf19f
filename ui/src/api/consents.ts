import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  ConsentPurpose,
  ConsentPurposeChange,
  Consents,
  CustomerId,
  NewConsent,
  NewConsentPurpose,
} from "./types";

/** The ways in which a person is reached, in the order in which they are shown. */
export const CONSENT_CHANNELS = ["mail", "phone", "sms", "line", "chat", "post"] as const;

/** What customers may consent to, that out of use among it. */
export const purposesQuery = queryOptions({
  queryKey: keys.admin("consent_purposes"),
  queryFn: ({ signal }) => api.get<ConsentPurpose[]>("/consent-purposes", undefined, signal),
  staleTime: 60_000,
});

export const createPurpose = (input: NewConsentPurpose) =>
  api.post<ConsentPurpose>("/admin/consent-purposes", input);
export const changePurpose = (purpose: ConsentPurpose, change: ConsentPurposeChange) =>
  api.patch<ConsentPurpose>(`/admin/consent-purposes/${purpose.id}`, change, purpose.version);

/** What a customer consented to, and the ledger. */
export const consentsQuery = (id: CustomerId) =>
  queryOptions({
    queryKey: keys.consents(id),
    queryFn: ({ signal }) => api.get<Consents>(`/customers/${id}/consents`, undefined, signal),
    staleTime: 30_000,
  });

export const recordConsent = (id: CustomerId, input: NewConsent) =>
  api.post<Consents>(`/customers/${id}/consents`, input);

/** The name of a purpose in a language; the Japanese where there is no other. */
export const purposeName = (purpose: ConsentPurpose, language: "ja" | "en"): string =>
  (language === "en" && purpose.name_en) || purpose.name_ja;
/** Its wording, likewise. */
export const purposeWording = (purpose: ConsentPurpose, language: "ja" | "en"): string =>
  (language === "en" && purpose.wording_en) || purpose.wording_ja;
