import { act, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { settings } from "@/lib/settings";
import { caseRow, message } from "@/testing/builders";
import { press, render, TESTER, type } from "@/testing/render";
import { Composer } from "./Composer";
import { EMPTY_DRAFT, loadDraft, saveDraft } from "./drafts";
import { usePending } from "./outbox";
import { PendingEntry } from "./PendingEntry";

const row = caseRow({ id: "c-1" });
const route = {
  interaction: "i-1",
  channel_kind: "web_chat" as const,
  to: null,
  asked: [],
  online: true,
};

/** The composer with what is on its way above it, as in a thread. */
function Desk() {
  const pending = usePending(row.id, TESTER.id);
  return (
    <>
      {pending.map((each) => (
        <PendingEntry key={each.client_id} pending={each} />
      ))}
      <Composer row={row} route={route} />
    </>
  );
}

interface Sent {
  path: string;
  body: { text: string; client_id: string; mentions?: string[]; then?: string };
}

function server(answer: (call: number) => Response) {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    sent.push({ path, body: JSON.parse(String(init.body)) });
    return answer(sent.length);
  });
  return sent;
}

const ok = () => Response.json(message({ kind: "outbound" }));
const refused = () =>
  Response.json({ code: "unavailable", title: "一時的に受け付けられません。" }, { status: 503 });

function field(host: HTMLElement): HTMLTextAreaElement {
  const found = host.querySelector("textarea");
  if (!found) throw new Error("no text field");
  return found;
}

const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 0))));

beforeEach(() => {
  settings.set({ enterToSend: false });
});

describe("sending", () => {
  it("takes Ctrl+Enter, and Enter alone only when it is set so", async () => {
    const sent = server(ok);
    const text = field(await render(<Desk />));
    await type(text, "お待たせいたしました。");
    await press(text, { key: "Enter" });
    expect(sent).toHaveLength(0);
    await press(text, { key: "Enter", ctrlKey: true });
    await settle();
    expect(sent[0]?.path).toBe("/api/v1/cases/c-1/replies");
    expect(sent[0]?.body.text).toBe("お待たせいたしました。");
    expect(text.value).toBe("");
    await act(async () => settings.set({ enterToSend: true }));
    await type(text, "続き");
    await press(text, { key: "Enter", shiftKey: true });
    expect(sent).toHaveLength(1);
    await press(text, { key: "Enter" });
    await settle();
    expect(sent).toHaveLength(2);
  });

  it("never takes the Enter that confirms a conversion", async () => {
    const sent = server(ok);
    settings.set({ enterToSend: true });
    const text = field(await render(<Desk />));
    await type(text, "にほんご");
    await press(text, { key: "Enter", isComposing: true });
    await press(text, { key: "Enter", keyCode: 229 });
    await settle();
    expect(sent).toHaveLength(0);
    expect(text.value).toBe("にほんご");
  });

  it("keeps a refused message and sends the same one again", async () => {
    const sent = server((call) => (call === 1 ? refused() : ok()));
    const host = await render(<Desk />);
    await type(field(host), "返金いたしました。");
    await press(field(host), { key: "Enter", ctrlKey: true });
    await settle();
    expect(host.querySelector("[role=alert]")?.textContent).toContain(
      "一時的に受け付けられません。",
    );
    const retry = [...host.querySelectorAll("button")].find((each) => each.textContent === "再送");
    await act(async () => retry?.click());
    await settle();
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body.client_id).toBe(sent[0]?.body.client_id);
    expect(host.querySelector("[role=alert]")).toBeNull();
  });
});

it("gives a message that is taken back to the draft, before what was begun since", async () => {
  server(refused);
  const host = await render(<Desk />);
  await type(field(host), "発送いたしました。");
  await press(field(host), { key: "Enter", ctrlKey: true });
  await settle();
  await type(field(host), "追伸");
  const back = [...host.querySelectorAll("button")].find(
    (each) => each.textContent === "下書きに戻す",
  );
  await act(async () => back?.click());
  expect(field(host).value).toBe("発送いたしました。\n\n追伸");
  expect(host.querySelector("[role=alert]")).toBeNull();
});

it("finishes an upload whose case is no longer on screen, into its draft", async () => {
  let finish = () => {};
  class Upload {
    upload = {};
    status = 201;
    response = {
      id: "f-1",
      name: "請求書.pdf",
      bytes: 3,
      content_type: "application/pdf",
      url: "",
    };
    onload = () => {};
    onabort = () => {};
    open() {}
    setRequestHeader() {}
    send() {
      finish = () => this.onload();
    }
    abort() {
      this.onabort();
    }
  }
  vi.stubGlobal("XMLHttpRequest", Upload);
  let leave = () => {};
  function Pane() {
    const [open, setOpen] = useState(true);
    leave = () => setOpen(false);
    return open && <Desk />;
  }
  const host = await render(<Pane />);
  const chooser = host.querySelector<HTMLInputElement>("input[type=file]");
  if (!chooser) throw new Error("no file chooser");
  Object.defineProperty(chooser, "files", { value: [new File(["pdf"], "請求書.pdf")] });
  await act(async () => void chooser.dispatchEvent(new Event("change", { bubbles: true })));
  expect(host.querySelector("progress")).not.toBeNull();
  await act(async () => leave());
  finish();
  await settle();
  expect(loadDraft("u-1", "c-1").replyFiles.map((each) => each.id)).toEqual(["f-1"]);
});

describe("what becomes of the case", () => {
  it("is the channel's rule until somebody chooses", async () => {
    const sent = server(ok);
    const host = await render(<Desk />);
    await type(field(host), "確認いたします。");
    await press(field(host), { key: "Enter", ctrlKey: true });
    await settle();
    expect(sent[0]?.body).not.toHaveProperty("then");
  });

  it("is what was chosen, once", async () => {
    saveDraft("u-1", "c-1", { ...EMPTY_DRAFT, reply: "発送いたしました。", after: "resolve" });
    const sent = server(ok);
    const host = await render(<Desk />);
    expect(host.textContent).toContain("送信して解決");
    await press(field(host), { key: "Enter", ctrlKey: true });
    await settle();
    expect(sent[0]?.body.then).toBe("resolve");
    expect(host.textContent).not.toContain("送信して解決");
  });

  it.each([
    ["web_chat", "送信して対応中のままにする"],
    ["email", "送信して返答待ちにする"],
  ] as const)("of %s is shown as chosen", async (channel, shown) => {
    const host = await render(<Composer row={row} route={{ ...route, channel_kind: channel }} />);
    await act(async () => host.querySelector<HTMLElement>("[aria-label=送信後の状態]")?.click());
    const chosen = document.querySelector("[role=menuitemradio][aria-checked=true]");
    expect(chosen?.textContent).toBe(shown);
  });
});

describe("notes", () => {
  it("call colleagues from the list, and go to the notes", async () => {
    const sent = server(ok);
    const host = await render(<Desk />);
    const note = [...host.querySelectorAll("button")].find((each) =>
      each.textContent?.startsWith("社内メモ"),
    );
    await act(async () => note?.click());
    await type(field(host), "確認を @大");
    expect(host.querySelector("[role=option]")?.textContent).toContain("大西 悠斗");
    await press(field(host), { key: "Enter" });
    expect(field(host).value).toBe("確認を @大西 悠斗 ");
    await press(field(host), { key: "Enter", ctrlKey: true });
    await settle();
    expect(sent[0]?.path).toBe("/api/v1/cases/c-1/notes");
    expect(sent[0]?.body.mentions).toEqual(["u-2"]);
  });
});

it("keeps the draft when the page goes away", async () => {
  const text = field(await render(<Desk />));
  await type(text, "書きかけ");
  await act(async () => void window.dispatchEvent(new Event("pagehide")));
  expect(loadDraft("u-1", "c-1").reply).toBe("書きかけ");
});
