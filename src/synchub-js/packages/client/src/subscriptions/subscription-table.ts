import type { Clock } from '../clock.js';
import type { RetryDelay } from '../connection/retry-delay.js';
import type { Session } from '../connection/session.js';
import type { Handle } from '../handles/handle.js';
import { connectingPublished, publish, type Published } from '../handles/published.js';
import { TurnTimer } from '../loop/turn-timer.js';
import type { Turns } from '../loop/turns.js';
import type { HelloLimits } from '../protocol/hello-response.js';
import type { Position } from '../protocol/pushes.js';
import type { PushRecord, ServerRecord } from '../protocol/server-record.js';
import type { Subscribed } from '../protocol/subscribed.js';
import type { SubscriptionError } from '../protocol/subscription-error.js';
import type { SyncError } from '../sync-error.js';
import { CallQueue } from './call-queue.js';
import type { SubscriptionContent } from './content.js';
import { isSignInRefusal, reconsider } from './sign-in-refusal.js';
import { Subscription } from './subscription.js';
import type { SubscriptionEffect } from './subscription-effect.js';
import type { SubscriptionEvent } from './subscription-event.js';
import type { SubscriptionObserver } from './subscription-observer.js';
import { reduceSubscription } from './subscription-reducer.js';
import { SubscriptionRoutes } from './subscription-routes.js';
import type { SubscriptionTarget } from './subscription-target.js';
import { SuspendedSubscriptions } from './suspended-subscriptions.js';
import { Unsubscriptions } from './unsubscriptions.js';

type Event = SubscriptionEvent<SubscriptionContent>;

/** All subscriptions of a client. Everything runs in a turn. */
export class SubscriptionTable {
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #retryDelay: RetryDelay;
  readonly #observer: SubscriptionObserver;
  readonly #byTarget = new Map<string, Subscription>();
  readonly #byModel = new Map<string, Set<Subscription>>();
  readonly #suspended: SuspendedSubscriptions;
  readonly #routes = new SubscriptionRoutes();
  readonly #calls: CallQueue;
  readonly #unsubscriptions: Unsubscriptions;
  #givenUp: SyncError | undefined;
  #isClosed = false;
  #signedInAt = 0;
  #ids = 0;

  constructor(clock: Clock, turns: Turns, retryDelay: RetryDelay, maxSuspended: number, observer: SubscriptionObserver) {
    this.#clock = clock;
    this.#turns = turns;
    this.#retryDelay = retryDelay;
    this.#observer = observer;
    this.#suspended = new SuspendedSubscriptions(maxSuspended);
    this.#calls = new CallQueue(turns, error => this.#onError(error));
    this.#unsubscriptions = new Unsubscriptions(this.#routes, this.#calls);
  }

  /** The subscriptions that a model's position, or a local write to it, is about. */
  ofModel(model: string): ReadonlySet<Subscription> {
    return this.#byModel.get(model) ?? new Set();
  }

  /** The subscription for a new handle, which is to be attached next. */
  get(target: SubscriptionTarget): Subscription {
    return this.#byTarget.get(target.id) ?? this.#add(target);
  }

  /** What a subscription shows, if there is one; nothing comes of having looked. */
  peek(target: SubscriptionTarget): Published {
    return this.#byTarget.get(target.id)?.published ?? connectingPublished;
  }

  attach(handle: Handle): void {
    const { subscription } = handle;
    subscription.handles.add(handle);
    this.apply(subscription, { type: 'observed' });
    if (this.#givenUp) {
      this.apply(subscription, { type: 'gaveUp', reason: this.#givenUp });
    }
  }

  release(handle: Handle): void {
    const { subscription } = handle;
    if (subscription.handles.delete(handle) && subscription.handles.size === 0) {
      // Not observed already: it was paused, and nobody comes back to it.
      subscription.suspendDelay = handle.suspendDelay;
      this.apply(subscription, { type: subscription.state.isObserved ? 'released' : 'suspendElapsed' });
    }
  }

  retryAll(): void {
    this.#applyToAll({ type: 'retry' });
  }

  /** Nobody looks for now, although handles are held: what has data is suspended at once. */
  pause(): void {
    for (const subscription of this.#byTarget.values()) {
      const delays = [...subscription.handles].map(handle => handle.suspendDelay);
      if (subscription.state.content && delays.length > 0 && delays.every(Number.isFinite)) {
        subscription.suspendDelay = Infinity;
        this.apply(subscription, { type: 'released' });
        this.apply(subscription, { type: 'suspendElapsed' });
      }
    }
  }

  /** Those who hold handles look again. */
  resume(): void {
    for (const subscription of this.#byTarget.values()) {
      if (subscription.handles.size > 0 && !subscription.state.isObserved) {
        this.apply(subscription, { type: 'observed' });

        // One that has lost its data meanwhile asks for them as well.
        this.apply(subscription, { type: 'retryElapsed' });
      }
    }
  }

  /** Somebody has signed in on the running connection: what was refused until now may be granted. */
  signedIn(): void {
    this.#signedInAt = this.#unsubscriptions.tick();
    for (const subscription of this.#byTarget.values()) {
      const { phase, error } = subscription.state;
      if (phase === 'error' && error && isSignInRefusal(error.code)) {
        this.apply(subscription, { type: 'retry' });
      }
    }
  }

  opened(session: Session, limits: HelloLimits | undefined): void {
    this.#givenUp = undefined;
    this.#calls.start(session, limits);
    this.#applyToAll({ type: 'opened' });
  }

  lost(): void {
    this.#calls.stop();
    this.#unsubscriptions.clear();
    this.#applyToAll({ type: 'lost' });
  }

  /** The client has stopped trying, until `tryAgain`. */
  gaveUp(reason: SyncError): void {
    this.#givenUp = reason;
    this.#applyToAll({ type: 'gaveUp', reason });
  }

  tryAgain(): void {
    this.#givenUp = undefined;
  }

  receive(record: ServerRecord): void {
    switch (record.method) {
      case 'Subscribed': return this.#onAnswer(record.message);
      case 'SubscriptionError': return this.#onError(record.message);
      case 'Position': return this.#onPosition(record.message);
      case 'Closing': case 'Message': return;
      default: this.#onPush(record);
    }
  }

  /** The client is going: stops every timer and ends every handle. */
  close(): void {
    this.#isClosed = true;
    for (const { suspendTimer, retryTimer, handles } of this.#byTarget.values()) {
      suspendTimer?.stop();
      retryTimer?.stop();
      handles.forEach(handle => handle.end());
    }
  }

  apply(subscription: Subscription, event: Event): void {
    if (this.#isClosed) {
      // What was under way beside the disposal must not start a timer again.
      return;
    }

    const before = subscription.state;
    const { state: after, effects } = reduceSubscription(before, event, subscription.target.rules);
    subscription.state = after;
    this.#routes.update(subscription, before, after);
    this.#unsubscriptions.onChanged(subscription.target.model, before.link, after.link);
    effects.forEach(effect => this.#execute(subscription, effect));
    if (before === after) {
      return;
    }

    this.#observer.onChanged(subscription, before, event);
    if (before.link === 'awaiting') {
      this.#unsubscriptions.endUnclaimed(subscription.target.model);
    }

    const forgotten = this.#suspended.note(subscription);
    if (forgotten) {
      this.#remove(forgotten);
    }
  }

  /** Shows a subscription anew. */
  show(subscription: Subscription): void {
    subscription.published = publish(subscription.published, subscription.target, subscription.state, this.#observer.present(subscription));
    subscription.handles.forEach(handle => handle.onPublished());
  }

  #add(target: SubscriptionTarget): Subscription {
    const subscription = new Subscription(target, `${++this.#ids}`);
    const ofModel = this.#byModel.get(target.model) ?? new Set();
    this.#byTarget.set(target.id, subscription);
    this.#byModel.set(target.model, ofModel.add(subscription));
    this.#observer.onAdded(subscription);
    if (this.#calls.isStarted) {
      this.apply(subscription, { type: 'opened' });
    }

    return subscription;
  }

  #remove(subscription: Subscription): void {
    if (subscription.handles.size > 0) {
      // Those of a hidden page come back to it.
      return;
    }

    const { target } = subscription;
    this.#byTarget.delete(target.id);
    const ofModel = this.#byModel.get(target.model);
    ofModel?.delete(subscription);
    if (ofModel?.size === 0) {
      this.#byModel.delete(target.model);
    }

    subscription.isForgotten = true;
    this.#observer.onRemoved(subscription);
  }

  #onPush(record: PushRecord): void {
    const { subscriptionId } = record.message;
    const holders = this.#routes.byId(subscriptionId);
    if (holders.length === 0) {
      this.#unsubscriptions.onStray(subscriptionId);
      return;
    }

    this.#observer.onPush(holders[0] as Subscription, record);
    for (const subscription of holders) {
      this.apply(subscription, { type: 'pushed', record });
    }
  }

  #onAnswer(answer: Subscribed): void {
    const addressed = answer.requestId === undefined
      ? new Set([...this.#routes.byId(answer.subscriptionId), ...this.#routes.byId(answer.replaces)])
      : this.#routes.byRequest(answer.requestId);
    const since = this.#unsubscriptions.tick();
    this.#observer.onAnswer(answer);
    for (const subscription of addressed) {
      this.apply(subscription, { type: 'answered', answer });
      if (this.#unsubscriptions.mayHaveOvertaken(answer.subscriptionId, subscription.askedAt)) {
        this.apply(subscription, { type: 'doubted' });
      }
    }

    this.#unsubscriptions.onAnswered(answer, since);
  }

  #onPosition({ positions }: Position): void {
    for (const { model, version } of positions) {
      for (const subscription of this.ofModel(model)) {
        this.apply(subscription, { type: 'advanced', version });
      }
    }
  }

  #onError(error: SubscriptionError): void {
    const addressed = error.requestId === undefined ? this.#routes.byId(error.subscriptionId) : this.#routes.byRequest(error.requestId);
    for (const subscription of addressed) {
      this.apply(subscription, { type: 'failed', error: reconsider(error, subscription, this.#signedInAt) });
    }
  }

  #applyToAll(event: Event): void {
    for (const subscription of this.#byTarget.values()) {
      this.apply(subscription, event);
    }
  }

  #execute(subscription: Subscription, effect: SubscriptionEffect<SubscriptionContent>): void {
    switch (effect.type) {
      case 'ask':
        subscription.askedAt = this.#unsubscriptions.tick();
        this.#observer.onAsked(subscription);
        this.#calls.add(subscription.target.request(effect.requestId, effect.from));
        break;
      case 'abandon':
        this.#calls.remove(effect.requestId);
        break;
      case 'unsubscribe':
        this.#unsubscriptions.end(effect.subscriptionId);
        break;
      case 'startSuspendTimer':
        if (Number.isFinite(subscription.suspendDelay)) {
          subscription.suspendTimer ??= this.#timer(subscription, { type: 'suspendElapsed' });
          subscription.suspendTimer.start(subscription.suspendDelay);
        }

        break;
      case 'stopSuspendTimer':
        subscription.suspendTimer?.stop();
        break;
      case 'startRetryTimer':
        subscription.retryTimer ??= this.#timer(subscription, { type: 'retryElapsed' });
        subscription.retryTimer.start(effect.afterMs ?? this.#retryDelay(effect.failures));
        break;
      case 'stopRetryTimer':
        subscription.retryTimer?.stop();
        break;
      case 'remove':
        this.#remove(subscription);
        break;
      case 'resync':
        this.#observer.onResync(subscription, effect.reason);
        break;
    }
  }

  #timer(subscription: Subscription, event: Event): TurnTimer {
    return new TurnTimer(this.#clock, this.#turns, () => this.apply(subscription, event));
  }
}

