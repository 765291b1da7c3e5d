import type { PushRecord } from '../protocol/server-record.js';
import type { Subscribed } from '../protocol/subscribed.js';
import type { SubscriptionContent } from './content.js';
import { Unusable } from './unusable.js';

/** What answers and pushes make of the content held. Knows nothing of states. */
export interface ContentRules<C extends SubscriptionContent> {
  /** The `kind` that answers must have. */
  readonly kind: 'entity' | 'collection' | 'resolver';

  /** The content of a snapshot; it keeps of what is held the objects that did not change. */
  snapshot(held: C | undefined, answer: Subscribed): C | Unusable;

  /** What a delta makes of what is held. */
  delta(held: C, answer: Subscribed): C | Unusable;

  /** The content after a push that follows it without a gap. */
  push(held: C, record: PushRecord): C | Unusable;
}

/** The content after an answer. A delta may be built on what is held only where that `isBase`. */
export function applyAnswer<C extends SubscriptionContent>(rules: ContentRules<C>, held: C | undefined, isBase: boolean, answer: Subscribed): C | Unusable {
  if (answer.kind !== rules.kind) {
    return new Unusable(`an answer of the kind '${answer.kind}' where it was to be '${rules.kind}'`);
  }

  if (answer.mode === 'snapshot') {
    return rules.snapshot(held, answer);
  }

  if (answer.mode !== 'delta') {
    return new Unusable(`an answer of the unknown mode '${answer.mode}'`);
  }

  return held && isBase && held.version.epoch === answer.version.epoch
    ? rules.delta(held, answer)
    : new Unusable('a delta to something that is not held');
}
