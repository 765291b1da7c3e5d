/** What went wrong, for the user to read and to act on. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tryAgain: () => void;
  readonly dismiss: () => void;
}

const capacity = 4;

/** The notices on the page, the oldest first; beyond the capacity the oldest goes. */
export class Notices {
  readonly #listeners: Set<() => void> = new Set();
  #shown: readonly Notice[] = [];
  #next = 1;

  readonly current = (): readonly Notice[] => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** `tryAgain` and `dismiss` are called after the notice has gone. */
  show(text: string, tryAgain: () => void, dismiss: () => void): void {
    const id = this.#next++;
    const leaving = (then: () => void) => (): void => {
      this.#become(this.#shown.filter(notice => notice.id !== id));
      then();
    };
    this.#become([...this.#shown, { id, text, tryAgain: leaving(tryAgain), dismiss: leaving(dismiss) }].slice(-capacity));
  }

  #become(shown: readonly Notice[]): void {
    this.#shown = shown;
    this.#listeners.forEach(listener => listener());
  }
}
