// Beyond it the oldest is forgotten, which costs a needless message, unless as many unsubscriptions have overtaken one answer.
const capacity = 4_096;

/** Which subscriptions are over on this connection: the server was told to end them, and when, or has replaced them. */
export class UnsubscribedIds {
  // In the order in which they came first.
  readonly #at = new Map<string, number>();

  has(subscriptionId: string): boolean {
    return this.#at.has(subscriptionId);
  }

  /** Whether the server was told after `askedAt`: what it answered then may be over. */
  isAfter(subscriptionId: string, askedAt: number): boolean {
    return (this.#at.get(subscriptionId) ?? -Infinity) > askedAt;
  }

  /** Takes note; -Infinity for what the server has replaced by itself: what it sends of that is stale, and what it answers with it new. */
  add(subscriptionId: string, at: number): void {
    this.#at.set(subscriptionId, at);
    if (this.#at.size > capacity) {
      for (const oldest of this.#at.keys()) {
        this.#at.delete(oldest);
        break;
      }
    }
  }

  clear(): void {
    this.#at.clear();
  }
}
