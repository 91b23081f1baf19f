/** What every part of the view needs: the conversation, the language, the way out. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Chat } from '../engine/state.ts';
import { type Locale, type Texts, textsOf } from '../i18n.ts';
import type { Runner } from '../shell/runner.ts';
import type { Memory } from '../shell/storage.ts';

/** The panel as its content sees it. */
export interface Panel {
  runner: Runner;
  memory: Memory;
  locale: Locale;
  /** False when opened as a page of its own: then there is nothing to close. */
  embedded: boolean;
  close: () => void;
  onOpen: (() => void) | null;
}

export const PanelContext = createContext<Panel | null>(null);

/** The panel and its texts. */
export function usePanel(): Panel & { t: Texts } {
  const panel = useContext(PanelContext);
  if (panel === null) throw new Error('used outside of the panel');
  const { runner, memory, locale, embedded, onOpen } = panel;
  const close = () => panel.close();
  return { runner, memory, locale, embedded, onOpen, close, t: textsOf(locale) };
}

/** The conversation's state, drawn anew with each change. */
export function useChat(runner: Runner): Chat {
  const [chat, setChat] = useState(runner.chat);
  useEffect(() => {
    setChat(runner.chat);
    return runner.subscribe(() => setChat(runner.chat));
  }, [runner]);
  return chat;
}

/** A phone or tablet without a real keyboard. */
export function isTouch(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches;
}
