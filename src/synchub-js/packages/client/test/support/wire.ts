import type { Json, JsonObject } from '../../src/json/json.js';
import type { CollectionChanged, CollectionEdit, CollectionSnapshot, EntityUpdated, Position } from '../../src/protocol/pushes.js';
import type { Subscribed } from '../../src/protocol/subscribed.js';
import type { SubscriptionError } from '../../src/protocol/subscription-error.js';
import type { SyncVersion } from '../../src/protocol/sync-version.js';

// Short ways to write wire records.

export function at(seq: number, epoch: string = 'e1'): SyncVersion {
  return { seq, epoch, timestamp: '1970-01-01T00:00:00.0000000Z' };
}

/** A note: `a` has the key 1, and so on. */
export function note(text: string, id: number = text.charCodeAt(0) - 96): { readonly id: number; readonly text: string } {
  return { id, text };
}

/** Rows of which each letter is one. */
export function notes(letters: string): JsonObject[] {
  return [...letters].map(letter => ({ ...note(letter) }));
}

type More = Partial<Subscribed>;

export function snapshot(requestId: string | undefined, data: Json, seq: number, more: More = {}): Subscribed {
  return { ...(requestId !== undefined && { requestId }), subscriptionId: 's1', kind: 'entity', model: 'Note', keyName: 'id', mode: 'snapshot', data, version: at(seq), ...more };
}

export function delta(requestId: string, seq: number, changes: Subscribed['changes'] = [], more: More = {}): Subscribed {
  return { requestId, subscriptionId: 's1', kind: 'entity', model: 'Note', keyName: 'id', mode: 'delta', changes, version: at(seq), ...more };
}

export function page(requestId: string | undefined, letters: string, seq: number, totalCount?: number, more: More = {}): Subscribed {
  return snapshot(requestId, notes(letters), seq, { kind: 'collection', ...(totalCount !== undefined && { totalCount }), ...more });
}

export function updated(change: Json, seq: number, prev: number, more: Partial<EntityUpdated> = {}): EntityUpdated {
  return { subscriptionId: 's1', id: 1, change, version: at(seq), prev, ...more };
}

export function changed(seq: number, prev: number, totalCount: number | undefined, changes: readonly CollectionEdit[], more: Partial<CollectionChanged> = {}): CollectionChanged {
  return { subscriptionId: 's1', changes, ...(totalCount !== undefined && { totalCount }), version: at(seq), prev, ...more };
}

export function whole(letters: string, seq: number, more: Partial<CollectionSnapshot> = {}): CollectionSnapshot {
  return { subscriptionId: 's1', data: notes(letters), version: at(seq), ...more };
}

export function position(seq: number, model: string = 'Note', epoch?: string): Position {
  return { positions: [{ model, version: at(seq, epoch) }] };
}

export function failure(code: string, more: Partial<SubscriptionError> = {}): SubscriptionError {
  return { code, error: `Test says ${code}.`, retryable: false, ended: true, ...more };
}
