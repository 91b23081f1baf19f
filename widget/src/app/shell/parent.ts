/** The frame's side of the talk with the shop's page. */
import { type ToApp, type ToLoader, unwrap, wrap } from '../../bridge.ts';

/** A pinned partner: messages go to one origin and are taken from one origin only. */
export class Parent {
  private origin: string | null = null;

  constructor(
    private readonly self: Window,
    private readonly hear: (m: ToApp) => void,
  ) {}

  /** False when the page was opened by itself, not inside a shop's page. */
  get present(): boolean {
    return this.self.parent !== this.self;
  }

  /** Begins the handshake. The greeting carries nothing, so it may go to any origin. */
  greet(): void {
    this.self.addEventListener('message', (e) => this.receive(e));
    const hello: ToLoader = { t: 'hello' };
    this.self.parent.postMessage(wrap(hello), '*');
  }

  /** Says something to the page that answered the greeting; before that, to nobody. */
  say(m: ToLoader): void {
    if (this.origin !== null) this.self.parent.postMessage(wrap(m), this.origin);
  }

  private receive(event: MessageEvent): void {
    if (event.source !== this.self.parent) return;
    const m = unwrap<ToApp>(event.data);
    if (m === null) return;
    if (this.origin === null && m.t === 'init' && event.origin !== 'null') {
      this.origin = event.origin;
    } else if (event.origin !== this.origin || m.t === 'init') {
      return;
    }
    this.hear(m);
  }
}
