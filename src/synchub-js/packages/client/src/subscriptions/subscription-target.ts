import type { CollectionQuery } from '../protocol/requests.js';
import type { OutgoingRequest } from './outgoing-request.js';
import type { ContentRules } from './content-rules.js';
import type { SubscriptionContent } from './content.js';

/** What is subscribed to; handles that agree on its `id` share a subscription. */
export interface SubscriptionTarget {
  /** The model's name, or the resolver's. */
  readonly model: string;

  /** A text that only handles on the same thing have. */
  readonly id: string;

  /** How its answers and pushes are read. */
  readonly rules: ContentRules<SubscriptionContent>;

  /** What local writes can be seen in it; absent for none. */
  readonly holds?: { readonly kind: 'entity'; readonly key: string } | { readonly kind: 'collection'; readonly query: CollectionQuery };

  /** How its content is kept in a local store; absent where it is not. */
  readonly cacheFormat?: CacheFormat;

  /** The request for it: for what followed the content given, or for everything. */
  request(requestId: string, from: SubscriptionContent | undefined): OutgoingRequest;

  /** What handles show of a content. The very same object as for the content before, where nothing in it changed. */
  dataOf(content: SubscriptionContent, before: unknown): unknown;
}

/** How content is kept in a local store. */
export interface CacheFormat {
  /** What is stored: structured-cloneable. */
  write(content: SubscriptionContent): unknown;

  /** The content at a position; undefined where that is not what `write` makes. */
  read(stored: unknown, version: SubscriptionContent['version']): SubscriptionContent | undefined;

  /** Whether both say the same, if at different positions. May miss that they do. */
  isSameData(one: SubscriptionContent, other: SubscriptionContent): boolean;
}
