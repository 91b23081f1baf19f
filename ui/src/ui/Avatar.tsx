import { cx } from "@/lib/cx";

const HUES = [212, 262, 322, 12, 38, 152, 186, 232];

function hue(seed: string): number {
  let hash = 0;
  for (const char of seed) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return HUES[hash % HUES.length] ?? 212;
}

/** The first character of a Japanese name, two initials of a Latin one. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s　]+/u)
    .filter(Boolean);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  if (!/^[\p{Script=Latin}]/u.test(first)) return first;
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

interface AvatarProps {
  name: string;
  size?: number;
  /** Drawn as an outline: nobody knows yet who this is. */
  anonymous?: boolean;
  className?: string;
}

/** Initials on a quiet colour of the name's own. Decoration: the name stands beside it. */
export function Avatar({ name, size = 28, anonymous, className }: AvatarProps) {
  const h = hue(name);
  return (
    <span
      aria-hidden
      className={cx(
        "inline-flex shrink-0 select-none items-center justify-center rounded-full font-medium",
        anonymous && "border border-border-strong border-dashed text-muted",
        className,
      )}
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.42),
        ...(anonymous
          ? {}
          : {
              background: `color-mix(in oklab, oklch(0.62 0.13 ${h}) 22%, var(--c-panel))`,
              color: `color-mix(in oklab, oklch(0.55 0.14 ${h}) 62%, var(--c-text))`,
            }),
      }}
    >
      {anonymous ? "?" : initials(name)}
    </span>
  );
}
