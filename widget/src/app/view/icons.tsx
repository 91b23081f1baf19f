/** Line drawings for buttons; the button has the name, the drawing is decoration. */
import type { JSX } from 'preact';

const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  attach:
    'M20 11.5l-8.3 8.3a5 5 0 0 1-7.1-7.1l8.7-8.7a3.4 3.4 0 0 1 4.8 4.8l-8.7 8.7a1.7 1.7 0 0 1-2.4-2.4l8-8',
  send: 'M4 12l16-8-6 16-3-7-7-1z',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5',
  down: 'M12 5v14M6 13l6 6 6-6',
  retry: 'M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6',
} as const;

/** One drawing, 20 px unless the stylesheet says otherwise. */
export function Icon({ name }: { name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
