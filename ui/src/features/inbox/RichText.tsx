import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { UserId } from "@/api/types";
import { cx } from "@/lib/cx";

/** Web addresses; closing brackets and full stops at the end belong to the sentence. */
const ADDRESS = /https?:\/\/[^\s<>"'、。」』)）\]]+[^\s<>"'、。」』)）\].,!?]/gu;

interface RichTextProps {
  text: string;
  mentions: readonly UserId[];
  className?: string;
}

/** Plain text with its line breaks, links and called colleagues made visible. */
export function RichText({ text, mentions, className }: RichTextProps) {
  const { t } = useTranslation("inbox");
  const { users } = useNames();
  const names = useMemo(
    () => mentions.flatMap((id) => users.get(id)?.name ?? []),
    [mentions, users],
  );
  // Of whoever was erased, or a mail without words.
  if (text === "") return <p className="text-muted text-xs">{t("entry.empty")}</p>;
  return (
    <div className={cx("whitespace-pre-wrap text-sm", className)}>
      {withMentions(withLinks(text), names)}
    </div>
  );
}

/** A stretch of text, or something made of it. */
type Piece = string | ReactElement;

function withLinks(text: string): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    out.push(text.slice(from, match.index));
    out.push(
      <a key={match.index} href={match[0]} target="_blank" rel="noreferrer noopener nofollow">
        {match[0]}
      </a>,
    );
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}

function withMentions(parts: Piece[], names: readonly string[]): Piece[] {
  if (names.length === 0) return parts;
  // Of two names that fit the longer one was meant.
  const longestFirst = names.toSorted((a, b) => b.length - a.length);
  const escaped = longestFirst.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const called = new RegExp(`([@＠](?:${escaped.join("|")}))`, "gu");
  return parts.flatMap((part, index) => {
    if (typeof part !== "string") return [part];
    return part.split(called).map((piece, at) =>
      at % 2 === 1 ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a fixed text
        <strong key={`${index}-${at}`} className="font-medium text-accent">
          {piece}
        </strong>
      ) : (
        piece
      ),
    );
  });
}
