/** The page's title tells of new messages while the panel is closed. */

const EVERY_MS = 1500;

let timer: ReturnType<typeof setInterval> | undefined;
let own = '';
let label = '';

/** Alternates the title with `text` before it; an empty text gives the page its title back. */
export function flashTitle(text: string): void {
  clearInterval(timer);
  timer = undefined;
  show(false);
  label = text;
  if (text === '') return;
  show(true);
  // Blinking is motion: whoever asked for less of it gets a steady mark.
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  timer = setInterval(() => show(document.title === own), EVERY_MS);
}

/** The page may change its title meanwhile: whatever is not our marked one is its own. */
function show(marked: boolean): void {
  if (document.title !== label + own) own = document.title;
  const next = marked ? label + own : own;
  if (document.title !== next) document.title = next;
}
