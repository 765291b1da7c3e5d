import type { PageLifecycle } from './page-lifecycle.js';

/** Only what is used of them, so that tests need no document. */
interface Events {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/**
 * The page by its own events: `freeze` and `resume` in the background, `pagehide` and `pageshow` where the user has left and may come
 * back. Without a document, as in a worker, it never sleeps. Listens only while somebody wants to know, or until the page wakes.
 */
export class BrowserPage implements PageLifecycle {
  readonly #window: Events | undefined;
  readonly #document: Events | undefined;
  readonly #waiting = new Set<() => void>();
  #isAsleep = false;

  constructor(page: { window?: Events; document?: Events } = globalThis as { window?: Events; document?: Events }) {
    this.#window = page.window;
    this.#document = page.document;
  }

  onSleep(callback: () => void): () => void {
    const sleep = (): void => {
      this.#sleep();
      callback();
    };
    this.#window?.addEventListener('pagehide', sleep);
    this.#document?.addEventListener('freeze', sleep);
    return () => {
      this.#window?.removeEventListener('pagehide', sleep);
      this.#document?.removeEventListener('freeze', sleep);
    };
  }

  async whenAwake(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isAsleep) {
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = (): void => {
          this.#waiting.delete(wake);
          reject(signal.reason);
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    }
  }

  #sleep(): void {
    if (this.#isAsleep) {
      return;
    }

    this.#isAsleep = true;
    const wake = (): void => {
      this.#window?.removeEventListener('pageshow', wake);
      this.#document?.removeEventListener('resume', wake);
      this.#isAsleep = false;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      waiting.forEach(resolve => resolve());
    };
    this.#window?.addEventListener('pageshow', wake);
    this.#document?.addEventListener('resume', wake);
  }
}
