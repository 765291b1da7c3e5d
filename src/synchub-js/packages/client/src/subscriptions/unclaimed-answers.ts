/**
 * Subscriptions that the server holds although nobody here does: answers to requests that were abandoned. They are to be ended, but not
 * while another request of their model is open, which could turn out to be about the same thing.
 */
export class UnclaimedAnswers {
  readonly #awaited = new Map<string, number>();
  readonly #byModel = new Map<string, Set<string>>();

  add(model: string, subscriptionId: string): void {
    const unclaimed = this.#byModel.get(model) ?? new Set();
    this.#byModel.set(model, unclaimed.add(subscriptionId));
  }

  has(subscriptionId: string): boolean {
    for (const unclaimed of this.#byModel.values()) {
      if (unclaimed.has(subscriptionId)) {
        return true;
      }
    }

    return false;
  }

  /** Takes note of requests of a model that were opened, or, below zero, are no longer open. */
  note(model: string, change: number): void {
    if (change !== 0) {
      const count = (this.#awaited.get(model) ?? 0) + change;
      if (count === 0) {
        this.#awaited.delete(model);
      } else {
        this.#awaited.set(model, count);
      }
    }
  }

  /** What can be ended now; each is returned once. */
  take(model: string): Iterable<string> {
    const unclaimed = this.#awaited.has(model) ? undefined : this.#byModel.get(model);
    if (unclaimed) {
      this.#byModel.delete(model);
    }

    return unclaimed ?? [];
  }

  /** The connection is gone, and with it what the server held. */
  clear(): void {
    this.#byModel.clear();
  }
}
