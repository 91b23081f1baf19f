import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { act, type ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { offerStore } from "@/realtime/offers";
import { caseRow, offer } from "@/testing/builders";
import { press, render } from "@/testing/render";
import { Announcer } from "@/ui/Announcer";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { ToastRegion } from "@/ui/Toast";
import { OfferLayer } from "./OfferLayer";

const row = caseRow({ id: "c-9", number: 9 });
const ALT_A = { key: "a", code: "KeyA", altKey: true };

/** Answers of the server by path; what is not named here is an empty list. */
function server(answers: Record<string, () => Response | Promise<Response>>) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return answers[path]?.() ?? Response.json([]);
  });
  return asked;
}

const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 20))));

/** The frame with an offer layer, at the board. */
async function desk(page: ReactNode = null) {
  const root = createRootRoute({
    component: () => (
      <>
        <Outlet />
        {page}
        <OfferLayer enabled />
        <ToastRegion />
        <Announcer />
      </>
    ),
  });
  const at = (path: string) => createRoute({ getParentRoute: () => root, path });
  const router = createRouter({
    routeTree: root.addChildren([at("/board"), at("/inbox/{-$view}/{-$caseId}")]),
    history: createMemoryHistory({ initialEntries: ["/board"] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
  await render(<RouterProvider router={router as any} />);
  await settle();
  return { path: () => router.state.location.pathname };
}

/** A dialog in which somebody writes. */
function Writing({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="メールを作成">
      <TextField label="本文" value="書きかけ" onChange={() => {}} rows={3} />
    </Dialog>
  );
}

const cards = () => document.querySelectorAll("article");
const buttonOf = (text: string) =>
  [...document.querySelectorAll("button")].find((each) => each.textContent?.startsWith(text));

/** What a browser lets be heard. */
const heard = { allowed: true, tones: 0 };

class FakeAudio {
  state = "suspended";
  currentTime = 0;
  destination = {};
  onstatechange: (() => void) | null = null;
  resume = async () => {
    this.state = heard.allowed ? "running" : "suspended";
    this.onstatechange?.();
  };
  createOscillator = () => {
    heard.tones += 1;
    return { frequency: {}, connect: (next: unknown) => next, start() {}, stop() {} };
  };
  createGain = () => ({
    gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} },
    connect: (next: unknown) => next,
  });
}

// The page has one context for its whole life: this one, which begins blocked for the first test.
vi.stubGlobal("AudioContext", FakeAudio);
afterEach(() => act(async () => offerStore.replace([])));

describe("signals", () => {
  it("say that the browser lets nothing be heard, until it does", async () => {
    heard.allowed = false;
    server({ "/api/v1/work/offers": () => Response.json([offer({ id: "o-4" })]) });
    await desk();
    await act(async () => void (await new Promise((done) => setTimeout(done, 450))));
    expect(document.body.textContent).toContain("音が無効です");
    expect(heard.tones).toBe(0);
    heard.allowed = true;
    await act(async () => buttonOf("音を有効にする")?.click());
    await settle();
    expect(document.body.textContent).not.toContain("音が無効です");
  });

  it("come with offers that a request brought, and again until they are answered", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    heard.tones = 0;
    server({ "/api/v1/work/offers": () => Response.json([offer({ id: "o-5" })]) });
    await desk();
    expect(heard.tones).toBe(2);
    expect(document.querySelector("[aria-live=assertive]")?.textContent).toContain("佐藤 花子");
    await act(() => vi.advanceTimersByTimeAsync(4_100));
    expect(heard.tones).toBe(4);
    await act(async () => offerStore.remove("o-5"));
    await act(() => vi.advanceTimersByTimeAsync(9_000));
    expect(heard.tones).toBe(4);
    vi.useRealTimers();
  });

  it("of the system go with their offer", async () => {
    const open: string[] = [];
    class FakeNotification {
      static permission = "granted";
      onclick = null;
      tag: string;
      constructor(_title: string, { tag }: { tag: string }) {
        this.tag = tag;
        open.push(tag);
      }
      close() {
        open.splice(open.indexOf(this.tag), 1);
      }
    }
    vi.stubGlobal("Notification", FakeNotification);
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    server({});
    await desk();
    await act(async () => offerStore.replace([offer({ id: "o-6" }), offer({ id: "o-7" })]));
    expect(open).toEqual(["o-6", "o-7"]);
    await act(async () => offerStore.remove("o-6"));
    expect(open).toEqual(["o-7"]);
    vi.unstubAllGlobals();
    vi.stubGlobal("AudioContext", FakeAudio);
  });
});

describe("while a dialog is open", () => {
  it("an offer is taken by its key, and the dialog keeps what is written in it", async () => {
    const closed = vi.fn();
    server({ "/api/v1/work/offers/o-1/accept": () => Response.json(row) });
    const { path } = await desk(<Writing onClose={closed} />);
    await act(async () => offerStore.replace([offer({ id: "o-1" })]));
    const field = document.querySelector("textarea");
    if (!field) throw new Error("no text field");
    await press(field, ALT_A);
    await settle();
    expect(cards()).toHaveLength(0);
    expect(closed).not.toHaveBeenCalled();
    expect(path()).toBe("/board");
    await act(async () => buttonOf("案件を開く")?.click());
    await settle();
    expect(path()).toBe("/inbox/mine/c-9");
  });

  it("an offer is taken by the pointer, which is not beside the dialog", async () => {
    const closed = vi.fn();
    server({ "/api/v1/work/offers/o-2/accept": () => Response.json(row) });
    await desk(<Writing onClose={closed} />);
    await act(async () => offerStore.replace([offer({ id: "o-2" })]));
    const accept = buttonOf("応答");
    expect(accept?.closest("[inert],[aria-hidden=true]")).toBeNull();
    await act(async () => {
      for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
        accept?.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, button: 0 }));
      }
    });
    await settle();
    expect(cards()).toHaveLength(0);
    expect(closed).not.toHaveBeenCalled();
  });

  it("notices and announcements are heard", async () => {
    server({});
    await desk(<Writing onClose={() => {}} />);
    for (const region of document.querySelectorAll("[aria-live]")) {
      expect(region.closest("[inert],[aria-hidden=true]")).toBeNull();
    }
  });
});

describe("an answer that does not get through", () => {
  const answer = async (response: () => Response | Promise<Response>) => {
    server({ "/api/v1/work/offers/o-3/accept": response });
    await desk();
    await act(async () => offerStore.replace([offer({ id: "o-3" })]));
    await press(document.body, ALT_A);
    await settle();
  };

  it("leaves the offer while it may still be taken", async () => {
    await answer(() => Promise.reject(new TypeError("network")));
    expect(cards()).toHaveLength(1);
    expect(buttonOf("応答")?.disabled).toBe(false);
  });

  it("removes the offer that is gone", async () => {
    await answer(() =>
      Response.json({ code: "offer_gone", title: "終了しました。" }, { status: 409 }),
    );
    expect(cards()).toHaveLength(0);
  });
});
