import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act } from "react";
import { expect, it } from "vitest";
import { render } from "@/testing/render";
import { parseInboxSearch } from "./search";
import { useInboxAddress } from "./useInboxAddress";

type Address = ReturnType<typeof useInboxAddress>;

/** The inbox at an address, and what its page knew when it was first drawn. */
async function inboxAt(path: string) {
  const drawn: Address[] = [];
  function Page() {
    drawn.push(useInboxAddress());
    return null;
  }
  const root = createRootRoute();
  const desk = createRoute({ getParentRoute: () => root, id: "desk" });
  const inbox = createRoute({
    getParentRoute: () => desk,
    path: "/inbox/{-$view}/{-$caseId}",
    validateSearch: parseInboxSearch,
    component: Page,
  });
  const router = createRouter({
    routeTree: root.addChildren([desk.addChildren([inbox])]),
    history: createMemoryHistory({ initialEntries: [path] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
  await render(<RouterProvider router={router as any} />);
  const [first] = drawn;
  if (!first) throw new Error("the page was not drawn");
  const now = () => {
    const { pathname, searchStr, hash } = router.state.location;
    return `${pathname}${searchStr}${hash && `#${hash}`}`;
  };
  return { first, now };
}

const settled = () => act(async () => void (await new Promise((done) => setTimeout(done, 20))));

it("keeps a case open that was opened while the words were still being typed", async () => {
  const { first, now } = await inboxAt("/inbox/all");
  first.open("all", "c-7");
  await settled();
  // What the search box was given before the case was opened, called a moment later.
  first.narrow({ q: "土鍋" });
  await settled();
  expect(decodeURI(now())).toBe("/inbox/all/c-7?q=土鍋");
});

it("keeps a filter that was set while the words were still being typed", async () => {
  const { first, now } = await inboxAt("/inbox/open?queue=q-1");
  first.narrow({ status: "waiting" });
  await settled();
  first.narrow({ q: "返品" });
  await settled();
  expect(decodeURI(now())).toBe("/inbox/open?queue=q-1&status=waiting&q=返品");
  first.narrow({ q: "", queue: undefined });
  await settled();
  expect(now()).toBe("/inbox/open?status=waiting");
});

it("knows the entry that an address leads to, and forgets it with the next case", async () => {
  const { first, now } = await inboxAt("/inbox/all/c-7#m42");
  expect(first.wanted).toBe(42);
  first.open("all", "c-8");
  await settled();
  expect(now()).toBe("/inbox/all/c-8");
  expect((await inboxAt("/inbox/all/c-7#elsewhere")).first.wanted).toBeUndefined();
});
