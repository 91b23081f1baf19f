/** Finding web addresses in a message, so that they can be shown as links without any HTML. */

/** A piece of a text: plain, or a link to `href`. */
export type Piece = { text: string } | { text: string; href: string };

const ADDRESS = /https?:\/\/[^\s<>"'`、。，．「」『』（）【】〈〉《》！？　]+/giu;
const TRAILING = /[.,;:!?…]+$/u;

/** Splits a text at its http(s) addresses; joined again, the pieces are the text. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    if (match.index > from) out.push({ text: text.slice(from, match.index) });
    out.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}

/** A sentence's end and an unopened bracket do not belong to the address. */
function withoutTail(address: string): string {
  let cut = address.replace(TRAILING, '');
  for (const [open, close] of ['()', '[]']) {
    while (close && open && cut.endsWith(close) && count(cut, close) > count(cut, open)) {
      cut = cut.slice(0, -1).replace(TRAILING, '');
    }
  }
  return cut;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The address of a stored file, or null unless it is on the chat server itself. */
export function fileHref(url: string, base: string): string | null {
  try {
    const resolved = new URL(url, base);
    return resolved.origin === new URL(base).origin ? resolved.href : null;
  } catch {
    return null;
  }
}
