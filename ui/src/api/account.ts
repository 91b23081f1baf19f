import { queryOptions } from "@tanstack/react-query";
import { api, setCsrf } from "./client";
import { keys } from "./query-keys";
import type { FactorSetup, FactorState, Locale, Me, Permission, RecoveryCodes } from "./types";

/** The signed-in person; keeps the CSRF token for later requests. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }) => keepCsrf(await api.get<Me>("/me", undefined, signal)),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Keeps the CSRF token of whoever has just signed in. */
export function keepCsrf(me: Me): Me {
  setCsrf(me.csrf);
  return me;
}

/** Begins a session. */
export async function signIn(input: {
  email: string;
  password: string;
  tenant?: string;
  code?: string;
}): Promise<Me> {
  return keepCsrf(await api.post<Me>("/sign-in", input));
}

/** Ends the session. */
export async function signOut(): Promise<void> {
  await api.post<void>("/sign-out");
  setCsrf(null);
}

export const changeMe = (change: { name?: string; locale?: Locale }) =>
  api.patch<Me>("/me", change);

export const changePassword = (change: { current: string; new: string }) =>
  api.post<void>("/me/password", change);

/** Whether this person signs in with a second factor. */
export const factorQuery = queryOptions({
  queryKey: keys.factor,
  queryFn: ({ signal }) => api.get<FactorState>("/me/second-factor", undefined, signal),
  staleTime: 0,
});

export const beginFactor = (password: string) =>
  api.post<FactorSetup>("/me/second-factor", { password });

export const confirmFactor = (code: string) =>
  api.post<RecoveryCodes>("/me/second-factor/confirm", { code });

export const removeFactor = (input: { password: string; code: string }) =>
  api.post<void>("/me/second-factor/remove", input);

/** Whether this person may do something. */
export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}
