import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import { useEditor } from "./useEditor";

interface Thing {
  name: string;
  seconds: number;
  version: number;
}
interface Draft {
  name: string;
  seconds: string;
}

const toDraft = ({ name, seconds }: Thing): Draft => ({ name, seconds: String(seconds) });
const thing: Thing = { name: "一般", seconds: 20, version: 1 };

let root: Root;
let editor: ReturnType<typeof useEditor<Thing, Draft>>;
const save = vi.fn<(item: Thing, draft: Draft) => Promise<Thing>>();
const reload = vi.fn<() => Promise<Thing | undefined>>();
const onSaved = vi.fn();

function Form() {
  editor = useEditor<Thing, Draft>({
    item: thing,
    toDraft,
    check: ({ seconds }): Record<string, string> =>
      /^\d+$/.test(seconds) ? {} : { seconds: "a number" },
    save,
    reload,
    onSaved,
  });
  return null;
}

beforeEach(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  vi.resetAllMocks();
  root = createRoot(document.createElement("div"));
  await act(async () =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <Form />
      </QueryClientProvider>,
    ),
  );
});
afterEach(() => act(async () => root.unmount()));

/** Saves and waits for the answer and what follows from it. */
const trySaving = () =>
  act(async () => {
    editor.save();
    await new Promise((done) => setTimeout(done, 0));
  });

test("the guard knows of unsaved changes, and not of those taken back", async () => {
  expect(editor.unsaved.current).toBe(false);
  await act(async () => editor.set({ name: "総合" }));
  expect(editor.unsaved.current).toBe(true);
  await act(async () => editor.set({ name: "一般" }));
  expect(editor.unsaved.current).toBe(false);
});

test("nothing is unsaved at the moment the form closes after saving", async () => {
  const seen: boolean[] = [];
  onSaved.mockImplementation(() => seen.push(editor.unsaved.current));
  save.mockResolvedValue({ ...thing, name: "総合", version: 2 });
  await act(async () => editor.set({ name: "総合" }));
  await trySaving();
  expect(seen).toEqual([false]);
});

test("what is wrong at first sight is told without asking the server", async () => {
  await act(async () => editor.set({ seconds: "x" }));
  expect(editor.errorOf("seconds")).toBeNull();
  await trySaving();
  expect(save).not.toHaveBeenCalled();
  expect(editor.errorOf("seconds")).toBe("a number");
  expect(editor.refusals).toBe(1);
  await act(async () => editor.set({ seconds: "30" }));
  expect(editor.errorOf("seconds")).toBeNull();
});

test("the server's refusal of a field stands at that field until it is edited", async () => {
  save.mockRejectedValue(new ApiProblem({ title: "t", detail: "taken", field: "name" }, 409));
  await act(async () => editor.set({ name: "法人" }));
  await trySaving();
  expect(editor.errorOf("name")).toBe("taken");
  expect(editor.errorOf("seconds")).toBeNull();
  await act(async () => editor.set({ name: "法人2" }));
  expect(editor.errorOf("name")).toBeNull();
});

test("after a conflict my change goes on top of theirs, with their version", async () => {
  const theirs = { name: "総合", seconds: 25, version: 2 };
  save.mockRejectedValueOnce(new ApiProblem({ title: "changed" }, 412));
  reload.mockResolvedValue(theirs);
  await act(async () => editor.set({ seconds: "30" }));
  await trySaving();
  expect(editor.conflict).toBe(true);
  await act(() => editor.takeTheirs(true));
  expect(editor.conflict).toBe(false);
  expect(editor.draft).toEqual({ name: "総合", seconds: "30" });
  save.mockResolvedValue({ ...theirs, seconds: 30, version: 3 });
  await trySaving();
  expect(save).toHaveBeenLastCalledWith(theirs, { name: "総合", seconds: "30" });
});

test("after a conflict their state can be taken instead", async () => {
  save.mockRejectedValueOnce(new ApiProblem({ title: "changed" }, 412));
  reload.mockResolvedValue({ name: "総合", seconds: 25, version: 2 });
  await act(async () => editor.set({ seconds: "30" }));
  await trySaving();
  await act(() => editor.takeTheirs(false));
  expect(editor.draft).toEqual({ name: "総合", seconds: "25" });
  expect(editor.dirty).toBe(false);
});
