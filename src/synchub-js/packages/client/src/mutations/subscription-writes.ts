import type { Clock } from '../clock.js';
import type { CollectionContent } from '../collections/collection-content.js';
import type { EntityContent } from '../entities/entity-content.js';
import type { Turns } from '../loop/turns.js';
import type { ModelTypes } from '../models/models.js';
import type { PushRecord } from '../protocol/server-record.js';
import type { Subscribed } from '../protocol/subscribed.js';
import type { PropertyKinds } from '../queries/property-kind.js';
import { rowJudge } from '../queries/row-judge.js';
import type { ShownContent } from '../subscriptions/shown-content.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { MutationBuilder } from './mutation-builder.js';
import { MutationTable } from './mutation-table.js';
import type { CollectionMutationTarget, EntityMutationTarget } from './mutation-target.js';
import type { SyncMutation } from './sync-mutation.js';

type Target = EntityMutationTarget | CollectionMutationTarget;

/** What the writes of a client are given by it. */
export interface WritesHost {
  readonly clock: Clock;
  readonly turns: Turns;
  readonly mutationTimeout: number;
  readonly kindsOf: (model: string) => PropertyKinds | undefined;

  /** The subscriptions of a model. */
  readonly subscriptionsOf: (model: string) => Iterable<Subscription>;

  /** Shows a subscription anew. */
  readonly show: (subscription: Subscription) => void;
}

/** Ties the table of mutations to a client's subscriptions. */
export class SubscriptionWrites {
  readonly table: MutationTable;
  readonly #host: WritesHost;

  // Of the subscriptions that can be written to, and the way back.
  readonly #targets = new Map<Subscription, Target>();
  readonly #subscriptions = new Map<unknown, Subscription>();

  constructor(host: WritesHost) {
    this.#host = host;
    this.table = new MutationTable({
      clock: host.clock,
      turns: host.turns,
      mutationTimeout: host.mutationTimeout,
      targetsOf: model => [...host.subscriptionsOf(model)].flatMap(subscription => this.#targets.get(subscription) ?? []),
      show: target => {
        const subscription = this.#subscriptions.get(target);
        if (subscription) {
          host.show(subscription);
        }
      },
    });
  }

  /** Shows a mutation from now on. */
  mutate<M extends { readonly [model in keyof M]: ModelTypes }>(changes: (mutation: MutationBuilder<M>) => unknown): SyncMutation {
    const builder = new MutationBuilder<M>();
    changes(builder);
    return this.table.issue(builder.build());
  }

  onAdded(subscription: Subscription): void {
    const target = this.#targetOf(subscription);
    if (target) {
      this.#targets.set(subscription, target);
      this.#subscriptions.set(target, subscription);
    }
  }

  onRemoved(subscription: Subscription): void {
    const target = this.#targets.get(subscription);
    if (target) {
      this.#targets.delete(subscription);
      this.table.forget(target);
      this.#subscriptions.delete(target);
    }
  }

  /** A push came that has yet to be applied. */
  onPush({ target: { model } }: Subscription, { message }: PushRecord): void {
    if ('mutationIds' in message && message.mutationIds) {
      this.table.learn(model, message.mutationIds, message.version, 'commit' in message ? message.commit : undefined);
    }
  }

  /** An answer came that has yet to be applied. */
  onAnswer({ model, mutationIds, version }: Subscribed): void {
    if (mutationIds) {
      this.table.learn(model, mutationIds, version);
    }
  }

  /** A subscription is in another state. It is shown, and so is what its content has settled elsewhere. */
  onChanged(subscription: Subscription): void {
    const target = this.#targets.get(subscription);
    if (target) {
      this.table.applied(target);
    } else {
      this.#host.show(subscription);
    }
  }

  /** What a subscription's content looks like. */
  present(subscription: Subscription): ShownContent {
    const target = this.#targets.get(subscription);
    const { content } = subscription.state;
    if (!content || !target) {
      return { content };
    }

    if (target.kind === 'entity') {
      const shown = this.table.shown(target);
      return { content: { ...content, body: shown?.body } as EntityContent, status: shown?.status };
    }

    return { content: { ...content, ...this.table.shown(target) } as CollectionContent };
  }

  #targetOf(subscription: Subscription): Target | undefined {
    const { model, holds } = subscription.target;
    switch (holds?.kind) {
      case 'entity': return {
        kind: 'entity',
        model,
        key: holds.key,
        get isSeen() { return isSeen(subscription); },
        get base() { return subscription.state.content as EntityContent | undefined; },
      };
      case 'collection': return {
        kind: 'collection',
        model,
        judge: rowJudge(holds.query, this.#host.kindsOf(model)),
        top: holds.query.top,
        skip: holds.query.skip ?? 0,
        get isSeen() { return isSeen(subscription); },
        get base() { return subscription.state.content as CollectionContent | undefined; },
      };
      default: return undefined;
    }
  }
}

function isSeen({ state: { phase } }: Subscription): boolean {
  return phase !== 'suspended' && phase !== 'error';
}
