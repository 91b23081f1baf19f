import { act } from "react";
import { expect, it } from "vitest";
import { message, side } from "@/testing/builders";
import { render } from "@/testing/render";
import { isAddress, offered } from "./Recipients";
import { SideEntry } from "./SideEntry";

const mail = (way: "in" | "out", text: string) =>
  message({ kind: "note", text, side: { id: "s-1", way, stranger: false } });

it("is folded, with who was asked, how it stands and the newest word", async () => {
  const messages = [mail("out", "ありますか"), mail("in", "3個あります")];
  const shown = await render(<SideEntry side={side({ state: "answered" })} messages={messages} />);
  expect(shown.textContent).toContain("修理工場");
  expect(shown.textContent).toContain("回答あり");
  expect(shown.textContent).toContain("回答: 3個あります");
  expect(shown.textContent).not.toContain("ありますか");
  const head = shown.querySelector("button");
  expect(head?.getAttribute("aria-expanded")).toBe("false");
  await act(async () => head?.click());
  expect(head?.getAttribute("aria-expanded")).toBe("true");
});

it("offers of the address book what is in use and not chosen", () => {
  const entry = (name: string, address: string, archived = false) => ({
    id: address,
    name,
    address,
    note: "",
    archived,
    version: 1,
  });
  const book = [
    entry("修理工場", "repair@workshop.example"),
    entry("運送会社", "jiko@carrier.example"),
    entry("昔の工場", "old@workshop.example", true),
  ];
  const names = (typed: string, chosen: string[] = []) =>
    offered(book, typed, chosen).map((each) => each.name);
  expect(names("")).toEqual(["修理工場", "運送会社"]);
  expect(names("ＷＯＲＫＳＨＯＰ")).toEqual(["修理工場"]);
  expect(names("", ["repair@workshop.example"])).toEqual(["運送会社"]);
});

it("knows what may be a mail address", () => {
  expect(["a@b.jp", "kintsugi@workshop.example"].every(isAddress)).toBe(true);
  expect(["", "a@b", "修理工場", "a@b.jp, c@d.jp", "a b@c.jp"].some(isAddress)).toBe(false);
});
