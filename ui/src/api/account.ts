import { queryOptions } from "@tanstack/react-query";
import { api, setCsrf } from "./client";
import { keys } from "./query-keys";
import type { Locale, Me, Permission } from "./types";

/** The signed-in person; keeps the CSRF token for later requests. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }) => keepCsrf(await api.get<Me>("/me", undefined, signal)),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  retry: false,
});

function keepCsrf(me: Me): Me {
  setCsrf(me.csrf);
  return me;
}

/** Begins a session. */
export async function signIn(input: {
  email: string;
  password: string;
  tenant?: string;
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

/** Whether this person may do something. */
export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}
