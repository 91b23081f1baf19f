import type { SearchPiece } from "@/api/types";
import { cx } from "@/lib/cx";

/** A text in which what was looked for is marked. */
export function Marked({ pieces, className }: { pieces: SearchPiece[]; className?: string }) {
  return (
    <span className={cx("break-words", className)}>
      {pieces.map((piece, index) =>
        piece.hit ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
          <mark key={index} className="rounded-xs bg-warn-weak px-px font-medium text-text">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </span>
  );
}
