import { QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach } from "vitest";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { Directory, Me } from "@/api/types";

const files = import.meta.glob<Record<string, unknown>>("../i18n/ja/*.json", {
  eager: true,
  import: "default",
});

/** The person of component tests: may do everything an agent may. */
export const TESTER: Me = {
  id: "u-1",
  email: "tamura@example.jp",
  name: "田村 里奈",
  locale: "ja",
  roles: ["agent"],
  permissions: ["case.read", "case.write", "case.transfer", "customer.read", "work.take"],
  tenant: { id: "t-1", slug: "aoba", name: "青葉くらしの店", demo: false },
  csrf: "token",
  version: "test",
};

const DIRECTORY: Directory = {
  users: [
    { id: "u-1", name: "田村 里奈", roles: ["agent"], active: true },
    { id: "u-2", name: "大西 悠斗", roles: ["agent"], active: true },
  ],
  queues: [{ id: "q-1", name: "一般", archived: false }],
  categories: [],
  channels: [{ id: "ch-1", kind: "web_chat", name: "ショップ", active: true }],
  dispositions: [],
  resolve_rule: { category: false, disposition: false },
  translates_to: [],
};

let roots: Root[] = [];

afterEach(async () => {
  await act(async () => {
    for (const root of roots) root.unmount();
  });
  roots = [];
});

/** Draws a component for a signed-in person, in Japanese. */
export async function render(node: ReactNode): Promise<HTMLElement> {
  if (!i18next.isInitialized) {
    const ja = Object.fromEntries(
      Object.entries(files).map(([path, texts]) => [
        path.split("/").at(-1)?.replace(".json", "") ?? "",
        texts,
      ]),
    );
    await i18next
      .use(initReactI18next)
      .init({ lng: "ja", resources: { ja }, interpolation: { escapeValue: false } });
  }
  queryClient.clear();
  queryClient.setQueryData(keys.me, TESTER);
  queryClient.setQueryData(keys.directory, DIRECTORY);
  const host = document.createElement("div");
  document.body.append(host);
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const root = createRoot(host);
  roots.push(root);
  await act(async () => {
    root.render(
      <I18nextProvider i18n={i18next}>
        <QueryClientProvider client={queryClient}>{node}</QueryClientProvider>
      </I18nextProvider>,
    );
  });
  return host;
}

/** Types into a text field as React sees it. */
export async function type(field: HTMLTextAreaElement | HTMLInputElement, text: string) {
  await act(async () => {
    const prototype = Object.getPrototypeOf(field);
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, text);
    field.selectionStart = text.length;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** Presses a key on an element. */
export async function press(element: Element, init: KeyboardEventInit & { keyCode?: number }) {
  await act(async () => {
    element.dispatchEvent(
      new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }),
    );
  });
}
