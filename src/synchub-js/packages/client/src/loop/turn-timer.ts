import type { Clock } from '../clock.js';
import type { Turns } from './turns.js';

// Beyond it, timers of browsers and of Node go off at once.
export const longestTimerMs: number = 2 ** 31 - 1;

/** A timer that can be started again and again; it goes off in a turn. */
export class TurnTimer {
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #elapsed: () => void;
  #running: { readonly timer: unknown } | undefined;

  constructor(clock: Clock, turns: Turns, elapsed: () => void) {
    this.#clock = clock;
    this.#turns = turns;
    this.#elapsed = elapsed;
  }

  /** Starts anew. */
  start(milliseconds: number): void {
    this.stop();
    this.#running = { timer: this.#clock.setTimeout(() => {
      this.#running = undefined;
      this.#turns.run(this.#elapsed);
    }, Math.min(milliseconds, longestTimerMs)) };
  }

  stop(): void {
    if (this.#running) {
      this.#clock.clearTimeout(this.#running.timer);
      this.#running = undefined;
    }
  }
}
