import type { NewPartner, Partner, PartnerChange } from "@/api/types";
import { changedFields } from "../draft";

/** An entry of the address book as its form holds it. */
export interface PartnerDraft {
  name: string;
  address: string;
  note: string;
  archived: boolean;
}

export function partnerDraft(partner: Partner | undefined): PartnerDraft {
  if (!partner) return { name: "", address: "", note: "", archived: false };
  const { name, address, note, archived } = partner;
  return { name, address, note, archived };
}

/** What is sent for a new entry. */
export function newPartner(draft: PartnerDraft): NewPartner {
  return { name: draft.name.trim(), address: draft.address.trim(), note: draft.note.trim() };
}

/** What is sent for a changed entry: only the parts that changed. */
export function partnerChange(base: PartnerDraft, draft: PartnerDraft): PartnerChange {
  return changedFields(base, draft);
}
