import type { NewUser, User, UserChange } from "@/api/admin-types";
import type { QueueId, Role } from "@/api/types";
import { changedFields, inOrder, wholeNumber } from "../draft";

/** The form of a person; numbers are held as typed. */
export interface PersonDraft {
  email: string;
  name: string;
  roles: Role[];
  active: boolean;
  chatCapacity: string;
  mailCapacity: string;
  queues: QueueId[];
  /** Only for a new account. */
  password: string;
}

export const NEW_PERSON: PersonDraft = {
  email: "",
  name: "",
  roles: ["agent"],
  active: true,
  chatCapacity: "3",
  mailCapacity: "10",
  queues: [],
  password: "",
};

/** The form of an account; choices in the order of the form, so that they compare. */
export function personDraft(
  user: User,
  order: { roles: readonly Role[]; queues: readonly QueueId[] },
): PersonDraft {
  return {
    email: user.email,
    name: user.name,
    roles: inOrder(order.roles, user.roles),
    active: user.active,
    chatCapacity: String(user.chat_capacity),
    mailCapacity: String(user.mail_capacity),
    queues: inOrder(order.queues, user.queues),
    password: "",
  };
}

/** Fields, as the server names them, whose text is no whole number. */
export function wrongNumbers(draft: PersonDraft): string[] {
  const numbers = { chat_capacity: draft.chatCapacity, mail_capacity: draft.mailCapacity };
  return Object.entries(numbers)
    .filter(([, text]) => wholeNumber(text) === null)
    .map(([field]) => field);
}

/** What is sent for a changed account: only what changed. */
export function personChange(base: PersonDraft, draft: PersonDraft): UserChange {
  const { name, roles, active, queues, chatCapacity, mailCapacity } = changedFields(base, draft);
  return {
    name,
    roles,
    active,
    queues,
    chat_capacity: chatCapacity === undefined ? undefined : (wholeNumber(chatCapacity) ?? 0),
    mail_capacity: mailCapacity === undefined ? undefined : (wholeNumber(mailCapacity) ?? 0),
  };
}

/** What is sent for a new account. */
export function newPerson(draft: PersonDraft): NewUser {
  return {
    email: draft.email.trim(),
    name: draft.name.trim(),
    roles: draft.roles,
    password: draft.password,
    chat_capacity: wholeNumber(draft.chatCapacity) ?? undefined,
    mail_capacity: wholeNumber(draft.mailCapacity) ?? undefined,
    queues: draft.queues,
  };
}

/** Without letters and digits that look alike. */
const LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const PASSWORD_LENGTH = 16;

/** A random first password, to be handed over once. */
export function randomPassword(): string {
  // 54 letters: bytes from 216 (4 × 54) on would make the first letters likelier.
  const fair = 256 - (256 % LETTERS.length);
  let password = "";
  while (password.length < PASSWORD_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(PASSWORD_LENGTH))) {
      if (byte < fair && password.length < PASSWORD_LENGTH) {
        password += LETTERS[byte % LETTERS.length];
      }
    }
  }
  return password;
}
