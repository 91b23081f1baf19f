import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  ApiToken,
  AuditEntry,
  AuditQuery,
  BusinessHours,
  BusinessHoursChange,
  CategoryChange,
  Channel,
  ChannelChange,
  ChannelKindView,
  ChannelTest,
  DispositionChange,
  FormDraft,
  FormPreview,
  HookDirection,
  HookSecret,
  MadeApiToken,
  NewApiToken,
  NewBusinessHours,
  NewCategory,
  NewChannel,
  NewQueue,
  NewSlaPolicy,
  NewTenant,
  NewUser,
  Queue,
  QueueChange,
  SlaPolicy,
  SlaPolicyChange,
  Tenant,
  User,
  UserChange,
} from "./admin-types";
import { api } from "./client";
import { keys } from "./query-keys";
import type { CategoryView, DispositionView, Page, ResolveRule } from "./types";

/** Rows of one page of accounts; the most that the server gives. */
const USERS_PAGE = 200;
/** Milliseconds after which it is asked again which hours are open. */
const HOURS_FRESH_MS = 60_000;
/** Entries of one page of the audit log. */
export const AUDIT_PAGE = 50;

/** Every account. A centre has hundreds, so that all of them can be filtered here. */
export const usersQuery = queryOptions({
  queryKey: keys.admin("users"),
  queryFn: async ({ signal }) => {
    const users: User[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<User> = await api.get("/admin/users", { cursor, limit: USERS_PAGE }, signal);
      users.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return users;
  },
});

export const createUser = (input: NewUser) => api.post<User>("/admin/users", input);
export const changeUser = (user: User, change: UserChange) =>
  api.patch<User>(`/admin/users/${user.id}`, change, user.version);
export const resetPassword = (user: User, password: string) =>
  api.post<void>(`/admin/users/${user.id}/password`, { password });
export const resetFactor = (user: User) =>
  api.post<void>(`/admin/users/${user.id}/second-factor/reset`);
export const forgetSignOn = (user: User) => api.post<void>(`/admin/users/${user.id}/sign-on/reset`);

export const queuesQuery = queryOptions({
  queryKey: keys.admin("queues"),
  queryFn: ({ signal }) => api.get<Queue[]>("/admin/queues", undefined, signal),
});

export const createQueue = (input: NewQueue) => api.post<Queue>("/admin/queues", input);
export const changeQueue = (queue: Queue, change: QueueChange) =>
  api.patch<Queue>(`/admin/queues/${queue.id}`, change, queue.version);

export const hoursQuery = queryOptions({
  queryKey: keys.admin("hours"),
  queryFn: ({ signal }) => api.get<BusinessHours[]>("/admin/hours", undefined, signal),
  refetchInterval: HOURS_FRESH_MS,
});

export const createHours = (input: NewBusinessHours) =>
  api.post<BusinessHours>("/admin/hours", input);
export const changeHours = (hours: BusinessHours, change: BusinessHoursChange) =>
  api.patch<BusinessHours>(`/admin/hours/${hours.id}`, change, hours.version);

/** The policies in the order in which they are tried. */
export const policiesQuery = queryOptions({
  queryKey: keys.admin("sla"),
  queryFn: ({ signal }) => api.get<SlaPolicy[]>("/admin/sla-policies", undefined, signal),
});

export const createPolicy = (input: NewSlaPolicy) =>
  api.post<SlaPolicy>("/admin/sla-policies", input);
export const changePolicy = (policy: SlaPolicy, change: SlaPolicyChange) =>
  api.patch<SlaPolicy>(`/admin/sla-policies/${policy.id}`, change, policy.version);

export const createCategory = (input: NewCategory) =>
  api.post<CategoryView>("/admin/categories", input);
export const changeCategory = (category: CategoryView, change: CategoryChange) =>
  api.patch<CategoryView>(`/admin/categories/${category.id}`, change, category.version);

export const createDisposition = (name: string) =>
  api.post<DispositionView>("/admin/dispositions", { name });
export const changeDisposition = (disposition: DispositionView, change: DispositionChange) =>
  api.patch<DispositionView>(`/admin/dispositions/${disposition.id}`, change, disposition.version);
export const setResolveRule = (rule: ResolveRule) => api.put<void>("/admin/resolve-rule", rule);

export const channelKindsQuery = queryOptions({
  queryKey: keys.admin("channel-kinds"),
  queryFn: ({ signal }) => api.get<ChannelKindView[]>("/admin/channel-kinds", undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const channelsQuery = queryOptions({
  queryKey: keys.admin("channels"),
  queryFn: ({ signal }) => api.get<Channel[]>("/admin/channels", undefined, signal),
});

export const createChannel = (input: NewChannel) => api.post<Channel>("/admin/channels", input);
export const changeChannel = (channel: Channel, change: ChannelChange) =>
  api.patch<Channel>(`/admin/channels/${channel.id}`, change, channel.version);
export const issueHookSecret = (id: string, direction: HookDirection) =>
  api.post<HookSecret>(`/admin/channels/${id}/secrets/${direction}`);
export const previewForm = (draft: FormDraft) =>
  api.post<FormPreview>("/admin/form-preview", draft);
export const testChannel = (id: string) => api.post<ChannelTest>(`/admin/channels/${id}/test`);

export const tokensQuery = queryOptions({
  queryKey: keys.admin("api-tokens"),
  queryFn: ({ signal }) => api.get<ApiToken[]>("/admin/api-tokens", undefined, signal),
});

export const createToken = (input: NewApiToken) =>
  api.post<MadeApiToken>("/admin/api-tokens", input);
export const revokeToken = (id: string) => api.post<void>(`/admin/api-tokens/${id}/revoke`);

export const auditQuery = (query: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.admin("audit"), query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>(
        "/admin/audit",
        { ...query, cursor: pageParam, limit: AUDIT_PAGE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export const tenantsQuery = queryOptions({
  queryKey: keys.admin("tenants"),
  queryFn: ({ signal }) => api.get<Tenant[]>("/admin/tenants", undefined, signal),
});

export const createTenant = (input: NewTenant) => api.post<Tenant>("/admin/tenants", input);
