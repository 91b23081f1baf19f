import { uuid } from "@/lib/uuid";

/** A mail to a customer that somebody has begun to write. */
export interface MailDraft {
  channel: string | null;
  to: string | null;
  subject: string;
  text: string;
  /** Of the mail: pressing the button again after a lost answer sends nothing twice. */
  client_id: string;
}

/** Among the drafts of cases, so that those nobody touches are forgotten with them. */
const key = (me: string, customer: string) => `madoguchi.draft.${me}.mail.${customer}`;

/** The mail begun to a customer; an empty one when there is none. */
export function loadMailDraft(me: string, customer: string): MailDraft {
  const empty = { channel: null, to: null, subject: "", text: "", client_id: uuid() };
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(key(me, customer)) ?? "{}") };
  } catch {
    return empty;
  }
}

export function isEmptyMail({ subject, text }: MailDraft): boolean {
  return subject.trim() === "" && text.trim() === "";
}

/** Keeps a mail; an empty one is forgotten. */
export function saveMailDraft(me: string, customer: string, draft: MailDraft): void {
  const name = key(me, customer);
  try {
    if (isEmptyMail(draft)) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // Storage may be full or forbidden; the mail then lives in the dialog only.
  }
}

export function forgetMailDraft(me: string, customer: string): void {
  try {
    localStorage.removeItem(key(me, customer));
  } catch {
    // Nothing was kept.
  }
}
