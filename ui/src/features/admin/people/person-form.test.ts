import { expect, test } from "vitest";
import type { User } from "@/api/admin-types";
import {
  NEW_PERSON,
  newPerson,
  personChange,
  personDraft,
  randomPassword,
  wrongNumbers,
} from "./person-form";

const user: User = {
  id: "u",
  email: "a@example.jp",
  name: "田村",
  roles: ["admin", "agent"],
  locale: "ja",
  active: true,
  chat_capacity: 3,
  mail_capacity: 10,
  queues: ["q2", "q1"],
  created_at: "2026-11-23T00:00:00Z",
  version: 4,
};
const order = { roles: ["agent", "supervisor", "admin"], queues: ["q1", "q2"] } as const;

test("choices stand in the order of the form, so that a change taken back is none", () => {
  const draft = personDraft(user, order);
  expect(draft.roles).toEqual(["agent", "admin"]);
  expect(draft.queues).toEqual(["q1", "q2"]);
  expect(personChange(draft, { ...draft, queues: ["q1", "q2"] })).toEqual({});
});

test("choices that the form does not know stay", () => {
  expect(personDraft(user, { roles: ["agent"], queues: [] })).toMatchObject({
    roles: ["agent", "admin"],
    queues: ["q2", "q1"],
  });
});

test("only what changed is sent, numbers as numbers", () => {
  const draft = personDraft(user, order);
  expect(personChange(draft, { ...draft, chatCapacity: "5", roles: ["agent"] })).toEqual({
    chat_capacity: 5,
    roles: ["agent"],
  });
});

test("a new person is sent whole", () => {
  expect(
    newPerson({ ...NEW_PERSON, email: " b@example.jp ", name: "佐藤", password: "p" }),
  ).toEqual({
    email: "b@example.jp",
    name: "佐藤",
    roles: ["agent"],
    password: "p",
    chat_capacity: 3,
    mail_capacity: 10,
    queues: [],
  });
});

test("numbers that are none are named as the server names them", () => {
  expect(wrongNumbers({ ...NEW_PERSON, chatCapacity: "three" })).toEqual(["chat_capacity"]);
});

test("drawn passwords are long, readable and not the same", () => {
  const drawn = new Set(Array.from({ length: 50 }, randomPassword));
  expect(drawn.size).toBe(50);
  for (const password of drawn) expect(password).toMatch(/^[a-km-np-zA-HJ-NP-Z2-9]{16}$/);
});
