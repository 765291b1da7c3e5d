import type { Clock } from '../clock.js';
import { TurnTimer } from '../loop/turn-timer.js';
import type { Turns } from '../loop/turns.js';
import type { SubscriptionContent } from '../subscriptions/content.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { SubscriptionEvent } from '../subscriptions/subscription-event.js';
import type { SubscriptionState } from '../subscriptions/subscription-state.js';
import { IdentitySource, type CacheIdentity } from './cache-identity.js';
import { CacheQueue } from './cache-queue.js';
import type { CacheSlot } from './cache-slot.js';
import { CacheWorker } from './cache-worker.js';
import type { SyncCacheOptions } from './sync-cache-options.js';

type Event = SubscriptionEvent<SubscriptionContent>;

const queueCapacity = 16_384;

/**
 * What becomes of subscriptions in the local store: loads what it has when one is added, and has its content stored when that has changed. Decides
 * only; the worker does it. What is stored is what the server said, and only where it is certain whom to.
 */
export class SubscriptionCache {
  readonly #server: string;
  readonly #saveDelay: number;
  readonly #turns: Turns;
  readonly #apply: (subscription: Subscription, event: Event) => void;
  readonly #identity: IdentitySource;
  readonly #queue = new CacheQueue(queueCapacity);
  readonly #worker: CacheWorker;
  readonly #saving: TurnTimer;
  readonly #slots = new Map<Subscription, CacheSlot>();
  readonly #changed = new Set<CacheSlot>();

  // Who uses the application, who that was when it was last known, and whom the server certainly answers to.
  #user: CacheIdentity | undefined;
  #lastKnown: CacheIdentity | undefined;
  #confirmed: CacheIdentity | undefined;
  #isClosed = false;

  constructor(
    options: SyncCacheOptions, server: string, clock: Clock, turns: Turns, apply: (subscription: Subscription, event: Event) => void, failed: (error: unknown) => void,
  ) {
    const { store, schemaVersion = '1', user, maxAge = 30 * 24 * 60 * 60_000, saveDelay = 500, storeTimeout = 5_000 } = options;
    this.#server = encodeURIComponent(options.serverName ?? server);
    this.#saveDelay = saveDelay;
    this.#turns = turns;
    this.#apply = apply;
    this.#identity = new IdentitySource(user, failed, () => turns.run(() => this.#onIdentity()));
    this.#worker = new CacheWorker({
      store, schemaVersion, maxAge, storeTimeout, clock, failed,
      askUser: () => this.#identity.ask(),
      loaded: (slot, owner, content) => turns.run(() => this.#onLoaded(slot, owner, content)),
    }, this.#queue);
    this.#saving = new TurnTimer(clock, turns, () => [...this.#changed].forEach(slot => this.#save(slot)));
  }

  /** Asks the application who uses it; what follows from a change has happened when it returns. */
  ask(): CacheIdentity {
    return this.#identity.ask();
  }

  /** A connection was made, or a sign-in accepted, and this is who used the application before as well as after; undefined where that changed. */
  confirm(user: object | undefined): void {
    this.#confirmed = user === this.#user && this.#user?.isKnown ? this.#user : undefined;
  }

  onAdded(subscription: Subscription): void {
    const { cacheFormat: format, id } = subscription.target;
    if (format) {
      const slot: CacheSlot = { subscription, format, key: `${this.#server}/${id}`, isLoading: false, stored: undefined, askedAs: undefined, owner: undefined };
      const owner = this.#user;
      this.#slots.set(subscription, slot);
      slot.isLoading = owner?.isKnown === true && this.#add({ type: 'load', slot, owner });
    }
  }

  onRemoved(subscription: Subscription): void {
    const slot = this.#slots.get(subscription);
    if (slot) {
      this.#save(slot);
      this.#slots.delete(subscription);
    }
  }

  /** A request leaves. */
  onAsked(subscription: Subscription): void {
    const slot = this.#slots.get(subscription);
    if (slot) {
      slot.askedAs = this.#confirmed;
    }
  }

  /** A subscription has come from one state into another. */
  onChanged(subscription: Subscription, before: SubscriptionState<SubscriptionContent>, event: Event): void {
    const slot = this.#slots.get(subscription);
    if (!slot) {
      return;
    }

    const { phase, content } = subscription.state;
    if (event.type === 'failed' && event.error.code === 'forbidden') {
      disown(slot);
      this.#changed.delete(slot);
      this.#add({ type: 'remove', key: slot.key });
    } else if (event.type === 'answered' && event.answer.requestId !== undefined && phase === 'synced') {
      slot.owner = slot.askedAs;
    }

    if (phase === 'suspended' && before.phase !== 'suspended') {
      this.#save(slot);
    } else if (this.#canSave(slot) && content && !(slot.stored && slot.format.isSameData(slot.stored, content))) {
      if (this.#changed.size === 0) {
        this.#saving.start(this.#saveDelay);
      }

      this.#changed.add(slot);
    }
  }

  /** Has everything removed from the store. What is held now is not stored again before the server has answered anew. Resolves with what went wrong. */
  clear(): Promise<unknown> {
    return this.#turns.run(() => {
      this.#disownAll(({ state }) => state.phase === 'suspended');
      return new Promise(resolve => this.#addClear(resolve));
    });
  }

  /** The client is going: has everything stored that is not. */
  close(): void {
    this.#saving.stop();
    this.#slots.forEach(slot => this.#save(slot));
    this.#isClosed = true;
  }

  /** Resolves when everything is stored, or cannot be in time. */
  dispose(): Promise<void> {
    return this.#worker.dispose();
  }

  #onIdentity(): void {
    const user = this.#identity.current;
    this.#user = user;
    this.#confirmed = undefined;
    if (!user.isKnown) {
      return;
    }

    const isSomebodyElse = this.#lastKnown && this.#lastKnown.user !== user.user;
    this.#lastKnown = user;
    if (isSomebodyElse) {
      this.#disownAll(() => true);
      this.#addClear(() => undefined);
    }
  }

  #onLoaded(slot: CacheSlot, owner: CacheIdentity, content: SubscriptionContent): void {
    const { subscription } = slot;
    if (this.#isClosed || !slot.isLoading || owner !== this.#user || subscription.isForgotten || subscription.state.phase !== 'connecting') {
      return;
    }

    slot.isLoading = false;
    slot.stored = content;
    slot.owner = owner;
    this.#apply(subscription, { type: 'loaded', content });
  }

  #disownAll(isToForget: (subscription: Subscription) => boolean): void {
    for (const slot of [...this.#slots.values()]) {
      disown(slot);
      if (isToForget(slot.subscription)) {
        this.#apply(slot.subscription, { type: 'disowned' });
      }
    }

    this.#changed.clear();
  }

  #save(slot: CacheSlot): void {
    this.#changed.delete(slot);
    const { key, owner, subscription: { state: { content } } } = slot;
    if (this.#canSave(slot) && owner && content && this.#add({ type: 'save', key, slot, content, owner })) {
      slot.stored = content;
    }
  }

  // What a snapshot is asked for in place of is not worth to be built upon later either.
  #canSave({ subscription: { state }, owner, stored }: CacheSlot): boolean {
    return !this.#isClosed && !state.needsSnapshot && owner !== undefined && owner === this.#user && state.content !== stored;
  }

  #add(job: Parameters<CacheQueue['add']>[0]): boolean {
    this.#worker.wake();
    return this.#queue.add(job);
  }

  #addClear(done: (failure: unknown) => void): void {
    this.#queue.addClear(done);
    this.#worker.wake();
  }
}

function disown(slot: CacheSlot): void {
  slot.isLoading = false;
  slot.stored = slot.askedAs = slot.owner = undefined;
}
