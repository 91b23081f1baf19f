/** Drawing without any stylesheet: the page's content security policy need not know us. */

/** The part of an element's style in use. */
export type Style = Partial<CSSStyleDeclaration>;

/** Sets several styles at once. */
export function style(element: HTMLElement | SVGElement, styles: Style): void {
  Object.assign(element.style, styles);
}

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE =
  'M12 3.5c-5 0-9 3.4-9 7.6 0 2.4 1.3 4.5 3.3 5.9L5.5 21l4.3-2.4c.7.1 1.4.2 2.2.2 5 0 9-3.4 9-7.7s-4-7.6-9-7.6z';
const CROSS =
  'M12 10.3 6.7 5 5 6.7 10.3 12 5 17.3 6.7 19 12 13.7 17.3 19 19 17.3 13.7 12 19 6.7 17.3 5z';

/** The round button in the corner. */
export function launcher(): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  style(button, {
    position: 'fixed',
    right: 'calc(20px + env(safe-area-inset-right))',
    bottom: 'calc(20px + env(safe-area-inset-bottom))',
    zIndex: '2147483000',
    width: '60px',
    height: '60px',
    padding: '0',
    border: '0',
    borderRadius: '50%',
    boxShadow: '0 4px 16px rgb(20 24 30 / .28)',
    placeItems: 'center',
    cursor: 'pointer',
    outlineOffset: '3px',
  });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  style(svg, { width: '28px', height: '28px', fill: 'currentColor' });
  svg.append(document.createElementNS(SVG, 'path'));
  button.append(svg);
  return button;
}

/** The drawing on the launcher: a speech bubble, or a cross while the panel is open. */
export function sign(button: HTMLElement, open: boolean): void {
  button.querySelector('path')?.setAttribute('d', open ? CROSS : BUBBLE);
}

/** The number of new messages on the launcher; its meaning is in the button's name. */
export function badge(): HTMLSpanElement {
  const span = document.createElement('span');
  span.setAttribute('aria-hidden', 'true');
  style(span, {
    position: 'absolute',
    top: '-4px',
    right: '-4px',
    minWidth: '22px',
    padding: '0 6px',
    boxSizing: 'border-box',
    borderRadius: '11px',
    background: '#b3261e',
    color: '#fff',
    font: '700 13px/22px system-ui, sans-serif',
    textAlign: 'center',
  });
  return span;
}

/** Colours of the launcher; an empty accent means the default ones. */
export function paint(button: HTMLElement, accent: string, ink: string): void {
  style(
    button,
    accent ? { background: accent, color: ink } : { background: '#1f5a54', color: '#fff' },
  );
}

/** Shows the frame above the launcher, over the whole of a small screen, or not at all. */
export function place(frame: HTMLIFrameElement, open: boolean, full: boolean): void {
  const view = window.visualViewport;
  style(frame, {
    display: open ? 'block' : 'none',
    position: 'fixed',
    zIndex: '2147483001',
    border: '0',
    colorScheme: 'normal',
    background: 'Canvas',
    boxShadow: full ? 'none' : '0 12px 40px rgb(20 24 30 / .28)',
    borderRadius: full ? '0' : '16px',
    // With the on-screen keyboard up, only the visible part of the screen is ours.
    top: full ? `${view ? view.offsetTop : 0}px` : 'auto',
    height: full ? (view ? `${view.height}px` : '100%') : 'min(660px, calc(100vh - 116px))',
    width: full ? '100%' : '392px',
    right: full ? '0' : 'calc(20px + env(safe-area-inset-right))',
    bottom: full ? 'auto' : '96px',
  });
}
