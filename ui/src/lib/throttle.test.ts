import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { throttle } from "./throttle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("acts at once when it was quiet, then once per interval", () => {
  const action = vi.fn();
  const call = throttle(action, 1_000);
  call();
  expect(action).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 50; n += 1) call();
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(action).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(action).toHaveBeenCalledTimes(2);
  call();
  expect(action).toHaveBeenCalledTimes(3);
});

it("forgets what waits when it is cancelled, and works again afterwards", () => {
  const action = vi.fn();
  const call = throttle(action, 1_000);
  call();
  call();
  call.cancel();
  vi.advanceTimersByTime(5_000);
  expect(action).toHaveBeenCalledTimes(1);
  call();
  expect(action).toHaveBeenCalledTimes(2);
});
