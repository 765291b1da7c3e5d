/** As many as one connection can plausibly end while an answer is under way. */
const capacity = 4_096;

/** Which subscriptions the server was told to end, and when. Beyond a bound the oldest is forgotten, which costs a needless message. */
export class EndedIds {
  readonly #at = new Map<string, number>();

  add(subscriptionId: string, moment: number): void {
    this.#at.delete(subscriptionId);
    this.#at.set(subscriptionId, moment);
    if (this.#at.size > capacity) {
      for (const oldest of this.#at.keys()) {
        this.#at.delete(oldest);
        break;
      }
    }
  }

  has(subscriptionId: string): boolean {
    return this.#at.has(subscriptionId);
  }

  /** When the server was told; before everything where it was not. What was asked for before it, and answered with this id, may be over. */
  momentOf(subscriptionId: string): number {
    return this.#at.get(subscriptionId) ?? -Infinity;
  }
}
