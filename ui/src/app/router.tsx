import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "@/api/account";
import { ApiProblem } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import type { Me, Permission } from "@/api/types";
import { parseApiSearch } from "@/features/api-docs/search";
import { parseBoardSearch } from "@/features/board/search";
import { parseInboxSearch } from "@/features/inbox/search";
import { parseSearch } from "@/features/search/address";
import { Crash } from "./ErrorBoundary";
import { NotFound } from "./NotFound";
import { navigationFor } from "./navigation";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

interface SignInSearch {
  next?: string;
  expired?: boolean;
  /** Why somebody who came back from a provider is not signed in. */
  problem?: string;
  /** Somebody came back from a provider and is asked for a code. */
  code?: "needed";
  /** Whose providers are shown. */
  tenant?: string;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    // Only a path of our own: an address elsewhere would be an open redirect.
    next:
      typeof search.next === "string" && /^\/(?![/\\])/.test(search.next) ? search.next : undefined,
    expired: search.expired === true ? true : undefined,
    problem: typeof search.problem === "string" ? search.problem : undefined,
    code: search.code === "needed" ? "needed" : undefined,
    tenant: typeof search.tenant === "string" ? search.tenant : undefined,
  }),
  component: lazyRouteComponent(() => import("@/features/sign-in/SignInPage"), "SignInPage"),
});

/** Everything behind the sign-in. */
const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "desk",
  beforeLoad: async ({ location }) => {
    try {
      return { me: await queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        const next = location.href === "/" ? undefined : location.href;
        throw redirect({ to: "/sign-in", search: { next } });
      }
      throw error;
    }
  },
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
  notFoundComponent: NotFound,
});

const homeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    const [first] = navigationFor(context.me.permissions).filter((item) => !item.external);
    if (first) throw redirect({ to: first.to, replace: true });
  },
  component: NotFound,
});

/** A page that needs a permission does not exist for whoever lacks it. */
function needs(...permissions: Permission[]) {
  return ({ context }: { context: { me: Me } }) => {
    if (!permissions.some((each) => context.me.permissions.includes(each))) throw notFound();
  };
}

const inboxRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/inbox/{-$view}/{-$caseId}",
  beforeLoad: needs("case.read"),
  validateSearch: parseInboxSearch,
  component: lazyRouteComponent(() => import("@/features/inbox/InboxPage"), "InboxPage"),
});

const searchRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/search",
  beforeLoad: needs("case.read"),
  validateSearch: parseSearch,
  component: lazyRouteComponent(() => import("@/features/search/SearchPage"), "SearchPage"),
});

const boardRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/board",
  beforeLoad: needs("board.read"),
  validateSearch: parseBoardSearch,
  component: lazyRouteComponent(() => import("@/features/board/BoardPage"), "BoardPage"),
});

const adminRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/admin/{-$section}/{-$item}",
  component: lazyRouteComponent(() => import("@/features/admin/AdminPage"), "AdminPage"),
});

const lookalikesRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/customers/lookalikes",
  beforeLoad: needs("customer.write"),
  component: lazyRouteComponent(
    () => import("@/features/lookalikes/LookalikesPage"),
    "LookalikesPage",
  ),
});

const developersRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: "/developers",
  validateSearch: parseApiSearch,
  component: lazyRouteComponent(() => import("@/features/api-docs/ApiPage"), "ApiPage"),
});

// A new page: one folder under features/, one lazy route here, one line in navigation.ts.
const routeTree = rootRoute.addChildren([
  signInRoute,
  deskRoute.addChildren([
    homeRoute,
    inboxRoute,
    lookalikesRoute,
    searchRoute,
    boardRoute,
    adminRoute,
    developersRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultErrorComponent: ({ error }) => (
    <Crash error={error instanceof Error ? error : new Error(String(error))} />
  ),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
