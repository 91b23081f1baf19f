import { act } from "react";
import { expect, it, vi } from "vitest";
import { render } from "@/testing/render";
import { TextField } from "./Field";

it("lets a form be sent again after the server found a field wrong", async () => {
  const send = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const host = await render(
    <form onSubmit={send}>
      <TextField label="コード" value="123456" error="コードが違います。" isRequired />
    </form>,
  );
  expect(host.querySelector("input")?.getAttribute("aria-invalid")).toBe("true");
  await act(async () => host.querySelector("form")?.requestSubmit());
  expect(send).toHaveBeenCalledOnce();
});
