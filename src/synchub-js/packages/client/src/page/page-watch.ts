import type { Clock } from '../clock.js';
import { TurnTimer } from '../loop/turn-timer.js';
import type { Turns } from '../loop/turns.js';
import type { PageSignals } from './page-signals.js';

/** What follows from a page's surroundings. */
export interface PageObserver {
  /** The page has been hidden for long: nobody looks. */
  onPaused(): void;

  /** The page is seen again, after it was hidden for however long. */
  onShown(): void;
  onOffline(isOffline: boolean): void;
}

/** Follows whether a page is seen and has a network. */
export class PageWatch {
  readonly #stop: () => void;
  readonly #hidden: TurnTimer;

  constructor(page: PageSignals, hiddenDelay: number, clock: Clock, turns: Turns, observer: PageObserver) {
    let [isHidden, isOffline] = [false, false];
    this.#hidden = new TurnTimer(clock, turns, () => observer.onPaused());
    const look = (): void => turns.run(() => {
      if (isOffline !== page.isOffline()) {
        isOffline = !isOffline;
        observer.onOffline(isOffline);
      }

      if (isHidden !== page.isHidden()) {
        isHidden = !isHidden;
        if (!isHidden) {
          this.#hidden.stop();
          observer.onShown();
        } else if (Number.isFinite(hiddenDelay)) {
          this.#hidden.start(hiddenDelay);
        }
      }
    });
    this.#stop = page.watch(look);
    look();
  }

  dispose(): void {
    this.#hidden.stop();
    this.#stop();
  }
}
