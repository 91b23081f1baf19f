import { cx } from "@/lib/cx";

/** Text of the document, which is English; what stands between backticks is code. */
export function Prose({ text, className }: { text: string; className?: string }) {
  const pieces = text.split("`").map((piece, index) => ({ piece, at: index }));
  return (
    <span lang="en" className={cx("whitespace-pre-line", className)}>
      {pieces.map(({ piece, at }) =>
        at % 2 === 1 ? (
          <code key={at} className="rounded bg-subtle px-1 text-text text-xs">
            {piece}
          </code>
        ) : (
          piece
        ),
      )}
    </span>
  );
}
