import type { Json } from '../json/json.js';
import type { Closing } from './closing.js';
import type {
  CollectionChanged, CollectionSnapshot, EntityAdded, EntityRemoved, EntityUpdated, Position, RowsChanged,
} from './pushes.js';
import type { Subscribed } from './subscribed.js';
import type { SubscriptionError } from './subscription-error.js';

/** What a server calls on a client: the method's name, and its argument as it is on the wire. */
export type ServerRecord = { readonly [Method in keyof ServerMessages]: { readonly method: Method; readonly message: ServerMessages[Method] } }[keyof ServerMessages];

/** The client methods of the protocol, by name. */
export interface ServerMessages {
  readonly Subscribed: Subscribed;
  readonly EntityAdded: EntityAdded;
  readonly EntityUpdated: EntityUpdated;
  readonly EntityRemoved: EntityRemoved;
  readonly CollectionSnapshot: CollectionSnapshot;
  readonly CollectionChanged: CollectionChanged;
  readonly RowsChanged: RowsChanged;
  readonly Position: Position;
  readonly SubscriptionError: SubscriptionError;
  readonly Closing: Closing;
  readonly Message: Json;
}

/** Every push that belongs to one subscription. */
export type PushRecord = Extract<ServerRecord, { readonly method: 'EntityAdded' | 'EntityUpdated' | 'EntityRemoved' | 'CollectionSnapshot' | 'CollectionChanged' | 'RowsChanged' }>;
