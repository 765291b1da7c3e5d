/** Takes what an application's callback threw. */
export type ReportFailure = (error: unknown) => void;

/**
 * What happens to a client happens in turns: something arrives or is called, all state changes, and only then is the application told. A call
 * from within a callback is a turn of its own; whom it tells comes after those who wait already.
 */
export class Turns {
  readonly #report: ReportFailure;
  readonly #waiting: (() => void)[] = [];
  #isTurn = false;

  constructor(report: ReportFailure) {
    this.#report = report;
  }

  /** Runs what changes state; the outermost of nested calls is the turn. */
  run<T>(work: () => T): T {
    if (this.#isTurn) {
      return work();
    }

    this.#isTurn = true;
    try {
      return work();
    } finally {
      this.#tell();
      this.#isTurn = false;
    }
  }

  /** Calls the application when the turn is over. What it throws is reported and hinders nobody else. */
  post(callback: () => void): void {
    this.#waiting.push(callback);
    if (!this.#isTurn) {
      this.run(() => undefined);
    }
  }

  #tell(): void {
    // By index: callbacks may add to the end.
    for (let next = 0; next < this.#waiting.length; next++) {
      this.contain(this.#waiting[next] as () => void);
    }

    this.#waiting.length = 0;
  }

  /** Calls one of the application's callbacks. */
  contain(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      try {
        this.#report(error);
      } catch {
        // Who reports cannot be told that reporting failed.
      }
    }
  }
}
