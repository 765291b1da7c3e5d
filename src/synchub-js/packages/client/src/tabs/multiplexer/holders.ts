/** How a tab came to hold a subscription. */
export interface Hold {
  /** The tab's own name for the request that was answered with it. */
  readonly requestId: string | undefined;
  readonly askedAt: number;
}

/** Which tabs hold which of the connection's subscriptions. */
export class Holders {
  readonly #byId = new Map<string, Map<string, Hold>>();
  readonly #byTab = new Map<string, Set<string>>();

  of(subscriptionId: string): readonly string[] {
    return [...(this.#byId.get(subscriptionId)?.keys() ?? [])];
  }

  /** Those whose request is older than a moment. */
  askedBefore(subscriptionId: string, moment: number): readonly string[] {
    return [...(this.#byId.get(subscriptionId) ?? [])].filter(([, hold]) => hold.askedAt < moment).map(([tab]) => tab);
  }

  isHeld(subscriptionId: string): boolean {
    return this.#byId.has(subscriptionId);
  }

  holds(tab: string, subscriptionId: string): boolean {
    return this.#byId.get(subscriptionId)?.has(tab) ?? false;
  }

  heldBy(tab: string): readonly string[] {
    return [...(this.#byTab.get(tab) ?? [])];
  }

  /** What one of a tab's requests has become. */
  ofRequest(tab: string, requestId: string): string | undefined {
    return this.heldBy(tab).find(subscriptionId => this.#byId.get(subscriptionId)?.get(tab)?.requestId === requestId);
  }

  add(subscriptionId: string, tab: string, hold: Hold): void {
    const tabs = this.#byId.get(subscriptionId) ?? new Map<string, Hold>();
    this.#byId.set(subscriptionId, tabs.set(tab, hold));
    this.#byTab.set(tab, (this.#byTab.get(tab) ?? new Set()).add(subscriptionId));
  }

  remove(subscriptionId: string, tab: string): void {
    const tabs = this.#byId.get(subscriptionId);
    if (tabs?.delete(tab) && tabs.size === 0) {
      this.#byId.delete(subscriptionId);
    }

    const held = this.#byTab.get(tab);
    if (held?.delete(subscriptionId) && held.size === 0) {
      this.#byTab.delete(tab);
    }
  }

  /** The server has put one subscription in the place of another: who held that holds this, as if asked for before everything. */
  move(from: string, to: string): void {
    for (const [tab, hold] of [...(this.#byId.get(from) ?? [])]) {
      this.remove(from, tab);
      this.add(to, tab, { ...hold, askedAt: -Infinity });
    }
  }
}
