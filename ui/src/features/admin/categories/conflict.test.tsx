import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { CategoryView, Directory } from "@/api/types";
import { render, type } from "@/testing/render";
import CategoriesSection from "./CategoriesSection";

let stored: CategoryView;
const versions: (string | null)[] = [];

beforeEach(() => {
  stored = { id: "c-1", name: "苦情", parent: null, position: 0, archived: false, version: 1 };
  versions.length = 0;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const json = (status: number, body: unknown) =>
      new Response(JSON.stringify(body), {
        status,
        headers: { "content-type": "application/problem+json" },
      });
    if (init.method !== "PATCH") {
      const directory = queryClient.getQueryData<Directory>(keys.directory);
      return json(200, { ...directory, categories: [stored] });
    }
    expect(path).toContain("/admin/categories/c-1");
    const version = new Headers(init.headers).get("if-match");
    versions.push(version);
    if (version !== `"${stored.version}"`) {
      return json(412, { type: "x", title: "changed", status: 412, code: "changed" });
    }
    stored = { ...stored, ...JSON.parse(String(init.body)), version: stored.version + 1 };
    return json(200, stored);
  });
});
afterEach(() => vi.unstubAllGlobals());

const settle = () => act(async () => new Promise((done) => setTimeout(done, 20)));
const button = (host: Element, text: string) =>
  [...host.querySelectorAll("button")].find((each) => each.textContent?.includes(text));

test("a rename that somebody else was faster with is told, and can be put on top", async () => {
  const host = await render(<CategoriesSection item={undefined} />);
  queryClient.setQueryData<Directory>(
    keys.directory,
    (present) => present && { ...present, categories: [stored] },
  );
  await settle();
  await act(async () => host.querySelector<HTMLButtonElement>("[data-name-link]")?.click());
  // A colleague is faster.
  stored = { ...stored, name: "ご意見", version: 2 };
  const field = host.querySelector<HTMLInputElement>("form input");
  if (!field) throw new Error("no form");
  await type(field, "クレーム");
  await act(async () => host.querySelector("form")?.requestSubmit());
  await settle();
  expect(stored.name).toBe("ご意見");
  expect(host.querySelector("[role=alert]")?.textContent).toContain("ほかの人");
  await act(async () => button(host, "自分の変更")?.click());
  await settle();
  expect(host.querySelector("[role=alert]")).toBeNull();
  expect(host.querySelector<HTMLInputElement>("form input")?.value).toBe("クレーム");
  await act(async () => host.querySelector("form")?.requestSubmit());
  await settle();
  expect(stored.name).toBe("クレーム");
  expect(versions).toEqual(['"1"', '"2"']);
});
