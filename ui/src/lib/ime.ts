/** The part of a keyboard event that tells whether an input method is converting text. */
interface ComposingKey {
  isComposing?: boolean;
  keyCode?: number;
  nativeEvent?: { isComposing?: boolean; keyCode?: number };
}

/**
 * Whether the key belongs to an input method (変換中) and must not submit, close or move anything.
 *
 * Safari ends the composition before it reports the Enter that confirmed it, so `isComposing` alone
 * is not enough; key code 229 is what it still reports (WebKit bug 165004).
 */
export function isImeKey(event: ComposingKey): boolean {
  const native = event.nativeEvent ?? event;
  return native.isComposing === true || native.keyCode === 229;
}
