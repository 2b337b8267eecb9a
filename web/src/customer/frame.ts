// The page inside a frame of another site: what it and weft.js tell each other.
import type { Visit } from './visit';

const PATIENCE = 1500;

/** Messages are taken from the page around this one only; that it may frame us at all, the server has decided. */
export class Frame {
  private origin: string | null = null;
  private hello: () => void = () => undefined;
  private readonly patience: Promise<void>;

  constructor(private readonly visit: Visit) {
    this.patience = new Promise((resolve) => {
      this.hello = resolve;
      setTimeout(resolve, PATIENCE);
    });
    addEventListener('message', this.take);
    // Nobody's secret, so anybody may hear it; the answer tells us who is there.
    parent.postMessage({ weft: 'ready' }, '*');
  }

  greeted(): Promise<void> {
    return this.patience;
  }

  private take = (event: MessageEvent): void => {
    if (event.source !== window.parent) return;
    const message = event.data as { weft?: unknown; identity?: unknown; visible?: unknown } | null;
    if (!message || typeof message !== 'object') return;
    if (message.weft === 'hello') {
      this.origin = event.origin;
      if (typeof message.identity === 'string' && message.identity) this.visit.identity = message.identity;
      this.hello();
    } else if (message.weft === 'shown' && event.origin === this.origin) {
      this.visit.shown = message.visible === true;
      document.dispatchEvent(new Event('visibilitychange'));
    } else if (message.weft === 'reset' && event.origin === this.origin) {
      this.visit.forget();
    } else if (message.weft === 'identity' && event.origin === this.origin && typeof message.identity === 'string') {
      this.visit.identity = message.identity;
      void this.visit.open();
    }
  };

  /** Told only to who greeted us. */
  tell(message: { weft: 'unread'; count: number } | { weft: 'close' }): void {
    if (this.origin) parent.postMessage(message, this.origin);
  }
}
