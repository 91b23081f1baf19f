/** Keys that belong to an input method, not to us. */

/** The parts of a keyboard event that tell. */
export type Key = Pick<KeyboardEvent, 'key' | 'isComposing' | 'keyCode' | 'shiftKey'>;

/**
 * Whether an input method is at work. Safari ends the composition before the key event of the
 * Enter that confirmed it, and only key code 229 still tells (WebKit bug 165004).
 */
export function composing(event: Pick<Key, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether this key sends the message: Enter alone, where a real keyboard is to be expected. */
export function sends(event: Key, touch: boolean): boolean {
  return event.key === 'Enter' && !event.shiftKey && !touch && !composing(event);
}
