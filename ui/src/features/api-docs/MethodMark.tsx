import { cx } from "@/lib/cx";
import type { Method } from "./document";

const TONE: Record<Method, string> = {
  get: "text-info",
  post: "text-ok",
  put: "text-warn",
  patch: "text-warn",
  delete: "text-bad",
};

/** A method, in a column of its own width. */
export function MethodMark({ method }: { method: Method }) {
  return (
    <span className={cx("w-12 shrink-0 font-medium font-mono text-2xs uppercase", TONE[method])}>
      {method}
    </span>
  );
}
