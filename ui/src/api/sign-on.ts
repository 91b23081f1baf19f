import { queryOptions } from "@tanstack/react-query";
import { keepCsrf } from "./account";
import { api } from "./client";
import { keys } from "./query-keys";
import type {
  Me,
  NewSignOnProvider,
  SignOnButton,
  SignOnCheck,
  SignOnProvider,
  SignOnProviderChange,
} from "./types";

/** The providers by which people sign in, as administrators see them. */
export const providersQuery = queryOptions({
  queryKey: keys.admin("sign_on"),
  queryFn: ({ signal }) => api.get<SignOnProvider[]>("/admin/sign-on-providers", undefined, signal),
});

export const createProvider = (input: NewSignOnProvider) =>
  api.post<SignOnProvider>("/admin/sign-on-providers", input);
export const changeProvider = (provider: SignOnProvider, change: SignOnProviderChange) =>
  api.patch<SignOnProvider>(`/admin/sign-on-providers/${provider.id}`, change, provider.version);
export const testProvider = (id: string) =>
  api.post<SignOnCheck>(`/admin/sign-on-providers/${id}/test`);

/** The buttons of the sign-in page. */
export const buttonsQuery = (ask: { tenant?: string; email?: string }) =>
  queryOptions({
    queryKey: ["sign-on-buttons", ask.tenant ?? "", ask.email ?? ""],
    queryFn: ({ signal }) => api.get<SignOnButton[]>("/sign-in/providers", ask, signal),
    // Without an answer, one still signs in by password.
    retry: false,
    staleTime: 60_000,
  });

/** Where a browser begins its way to a provider. */
export function wayTo(provider: string, next?: string): string {
  const query = next ? `?${new URLSearchParams({ next })}` : "";
  return `/sign-in/with/${provider}${query}`;
}

/** The code of the second factor, after a provider. */
export const enterCode = async (code: string): Promise<Me> =>
  keepCsrf(await api.post<Me>("/sign-in/code", { code }));
