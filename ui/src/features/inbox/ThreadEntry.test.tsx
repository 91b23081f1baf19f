import { expect, it } from "vitest";
import type { MailHead } from "@/api/types";
import { settings } from "@/lib/settings";
import { message } from "@/testing/builders";
import { render } from "@/testing/render";
import { ThreadEntry } from "./ThreadEntry";

function entry(reply_to: MailHead["reply_to"]) {
  const mail: MailHead = {
    subject: "注文のこと",
    from: { name: null, address: "hanako@customer.example" },
    to: [{ name: null, address: "support@shop.example" }],
    cc: [],
    reply_to,
    automatic: null,
    quoted_chars: 0,
  };
  return (
    <ThreadEntry
      message={message({ kind: "inbound", mail })}
      continued={false}
      customerLabel="田中 花子"
      anonymous={false}
      showDelivery={false}
      readByCustomer={false}
      channel="email"
    />
  );
}

it("says when a mail wants its answer somewhere else than at its sender", async () => {
  const address = { name: null, address: "stranger@elsewhere.example" };
  const warned = await render(entry([address]));
  expect(warned.textContent).toContain("差出人と異なる返信先 stranger@elsewhere.example");
  const usual = await render(entry([]));
  expect(usual.textContent).not.toContain("返信先");
});

it("says of a message without words that it has none: its writer may have been erased", async () => {
  const empty = await render(
    <ThreadEntry
      message={message({ kind: "inbound", text: "", files: [] })}
      continued={false}
      customerLabel="未特定のお客様"
      anonymous
      showDelivery={false}
      readByCustomer={false}
      channel="web_chat"
    />,
  );
  expect(empty.textContent).toContain("本文はありません");
});

it("names in the reader's language to whom a case went", async () => {
  const line = message({
    kind: "system",
    code: "transferred",
    about: "修理窓口",
    text: "ほかの窓口に転送されました",
  });
  const entry = (
    <ThreadEntry
      message={line}
      continued={false}
      customerLabel="田中 花子"
      anonymous={false}
      showDelivery={false}
      readByCustomer={false}
      channel="web_chat"
    />
  );
  expect((await render(entry)).textContent).toContain("ほかの窓口に転送されました");
  settings.set({ language: "en" });
  const told = await render(entry);
  settings.set({ language: "ja" });
  // Tests know Japanese words only: what is shown is the desk's own text with the name in it.
  expect(told.textContent).toContain("修理窓口 に転送されました");
});
