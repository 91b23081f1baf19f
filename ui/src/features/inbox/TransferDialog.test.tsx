import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { Board } from "@/api/types";
import { stream } from "@/realtime/live";
import { agentStore } from "@/realtime/stores";
import { caseRow } from "@/testing/builders";
import { render, TESTER } from "@/testing/render";
import TransferDialog from "./TransferDialog";

const row = caseRow({ id: "c-1", owner: TESTER.id });
const agent = (state: string) => ({ user: "u-2", state }) as Board["agents"][number];
const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 20))));
const colleague = () =>
  [...document.querySelectorAll("[role=option]")].find((each) =>
    each.textContent?.includes("大西 悠斗"),
  )?.textContent;

/** The dialog of somebody with these permissions, who saw a colleague away some time ago. */
async function open(permissions: string[], board: () => Promise<Response>) {
  vi.spyOn(stream, "state").mockReturnValue("online");
  vi.stubGlobal("fetch", board);
  agentStore.put([{ ...agent("away"), id: "u-2" }]);
  function Seen() {
    queryClient.setQueryData(keys.me, { ...TESTER, permissions });
    return <TransferDialog row={row} offered={false} onClose={() => {}} />;
  }
  await render(<Seen />);
  await settle();
}

afterEach(() => agentStore.clear());

it("shows who is there as the board says it now", async () => {
  const board: Board = { at: "2026-11-23T03:00:00Z", queues: [], agents: [agent("available")] };
  await open([...TESTER.permissions, "board.read"], async () => Response.json(board));
  expect(colleague()).toContain("受付可");
});

it("shows nothing of before while the answer is on its way", async () => {
  await open([...TESTER.permissions, "board.read"], () => new Promise(() => {}));
  expect(colleague()).toContain("大西 悠斗");
  expect(colleague()).not.toContain("離席");
});

it("asks nothing for those who may not see it", async () => {
  const asked = vi.fn(async () => Response.json({}));
  await open(TESTER.permissions, asked);
  expect(asked).not.toHaveBeenCalled();
  expect(colleague()).not.toContain("離席");
});
