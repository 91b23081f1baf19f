import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  HookSecret,
  MadeWebhook,
  NewWebhook,
  Replayed,
  Webhook,
  WebhookChange,
  WebhookDelivery,
  WebhookState,
  WebhookTest,
} from "./admin-types";
import { api } from "./client";
import { keys } from "./query-keys";
import type { Page } from "./types";

/** Rows of one page of the log. */
const LOG_PAGE = 50;
/** Milliseconds after which it is asked again how far things got. */
const LOG_FRESH_MS = 5_000;

/** Addresses that are told what happens. */
export const webhooksQuery = queryOptions({
  queryKey: keys.admin("webhooks"),
  queryFn: ({ signal }) => api.get<Webhook[]>("/admin/webhooks", undefined, signal),
});

export const createWebhook = (input: NewWebhook) => api.post<MadeWebhook>("/admin/webhooks", input);
export const changeWebhook = (webhook: Webhook, change: WebhookChange) =>
  api.patch<Webhook>(`/admin/webhooks/${webhook.id}`, change, webhook.version);
export const issueWebhookSecret = (id: string) =>
  api.post<HookSecret>(`/admin/webhooks/${id}/secret`);
export const testWebhook = (id: string) => api.post<WebhookTest>(`/admin/webhooks/${id}/test`);

/** What an address was told, newest first. */
export const deliveriesQuery = (id: string, state: WebhookState | undefined) =>
  infiniteQueryOptions({
    queryKey: ["webhook-deliveries", id, state ?? "any"],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<WebhookDelivery>>(
        `/admin/webhooks/${id}/deliveries`,
        { state, cursor: pageParam, limit: LOG_PAGE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: LOG_FRESH_MS,
    staleTime: 0,
  });

/** Sends one event again. */
export const replayDelivery = (id: string) =>
  api.post<WebhookDelivery>(`/admin/webhook-deliveries/${id}/replay`);
/** Sends again what happened from an instant on. */
export const replaySince = (id: string, since: string) =>
  api.post<Replayed>(`/admin/webhooks/${id}/replay`, { since });
