import type { NewSignOnProvider, SignOnProvider, SignOnProviderChange } from "@/api/types";
import { changedFields } from "../draft";

/** A provider as its form holds it. */
export interface ProviderDraft {
  name: string;
  issuer: string;
  clientId: string;
  /** A new secret; `null` leaves what the server holds. */
  secret: string | null;
  /** One domain a line. */
  domains: string;
  trustsEmails: boolean;
  createsPeople: boolean;
  asksCode: boolean;
  passwordsOff: boolean;
  active: boolean;
}

export const NEW_PROVIDER: ProviderDraft = {
  name: "",
  issuer: "",
  clientId: "",
  secret: "",
  domains: "",
  trustsEmails: false,
  createsPeople: false,
  asksCode: false,
  passwordsOff: false,
  active: false,
};

export function providerDraft(provider: SignOnProvider): ProviderDraft {
  return {
    name: provider.name,
    issuer: provider.issuer,
    clientId: provider.client_id,
    secret: provider.secret_set ? null : "",
    domains: provider.domains.join("\n"),
    trustsEmails: provider.trusts_emails,
    createsPeople: provider.creates_people,
    asksCode: provider.asks_code,
    passwordsOff: provider.passwords_off,
    active: provider.active,
  };
}

/** Domains as people list them: by lines, commas or blanks. */
export function domainList(text: string): string[] {
  return text.split(/[\s,、，]+/u).filter((domain) => domain !== "");
}

/** What is sent for a new provider. */
export function newProvider(draft: ProviderDraft): NewSignOnProvider {
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    client_id: draft.clientId.trim(),
    client_secret: draft.secret || undefined,
    domains: domainList(draft.domains),
  };
}

/** What is sent for a changed provider: only what changed. */
export function providerChange(base: ProviderDraft, draft: ProviderDraft): SignOnProviderChange {
  const changed = changedFields(base, draft);
  return {
    name: changed.name,
    issuer: changed.issuer?.trim(),
    client_id: changed.clientId?.trim(),
    client_secret: changed.secret ?? undefined,
    domains: changed.domains === undefined ? undefined : domainList(changed.domains),
    trusts_emails: changed.trustsEmails,
    creates_people: changed.createsPeople,
    asks_code: changed.asksCode,
    passwords_off: changed.passwordsOff,
    active: changed.active,
  };
}
