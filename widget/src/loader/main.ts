/** Entry of /widget.js: reads its own script tag and puts the chat on the page. */
import { Chat } from './chat.ts';

const script = document.currentScript as HTMLScriptElement | null;
const channel = script?.dataset.channel;

if (script && channel && !window.madoguchi) {
  const { identity = null, locale = null, accent = null } = script.dataset;
  const chat = new Chat({ source: script.src, channel, identity, locale, accent });
  window.madoguchi = {
    open: () => chat.show(true),
    close: () => chat.show(false),
    identify: (jwt) => chat.identify(jwt),
    reset: () => chat.reset(),
  };
  if (document.body) chat.attach();
  else addEventListener('DOMContentLoaded', () => chat.attach());
  dispatchEvent(new Event('madoguchi:ready'));
}
