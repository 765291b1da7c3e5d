import type { AuthenticateResponse } from './authenticate-response.js';
import type { HelloResponse } from './hello-response.js';
import type { MutationResult } from './mutation-result.js';
import type { ServerMessages, ServerRecord } from './server-record.js';
import { anything, flag, key, listOf, mapOf, optional, record, text, whole, type Shape } from './shape.js';

const version = record({ seq: whole, epoch: text, timestamp: text });
const push = { subscriptionId: text, version };
const named = { mutationIds: optional(listOf(text)) };
const change = { ...push, ...named, prev: whole, commit: optional(whole) };
const row = record({ model: text, data: anything });

// `data` is looked at where it is used: it may be null, and what is wrong with it means that the client starts over.
const shapes: { readonly [Method in keyof ServerMessages]: Shape } = {
  Subscribed: record({
    ...push,
    ...named,
    kind: text,
    model: text,
    keyName: text,
    mode: text,
    requestId: optional(text),
    replaces: optional(text),
    changes: optional(listOf(record({ type: text, id: optional(key), version }))),
    keys: optional(listOf(key)),
    entities: optional(listOf(anything)),
    rows: optional(listOf(row)),
    totalCount: optional(whole),
  }),
  EntityAdded: record({ ...change, entity: anything }),
  EntityUpdated: record({ ...change, id: key, change: anything }),
  EntityRemoved: record({ ...change, id: key }),
  CollectionSnapshot: record({ ...push, ...named, data: anything, totalCount: optional(whole) }),
  CollectionChanged: record({
    ...change,
    changes: listOf(record({ type: text, index: whole, from: optional(whole), id: optional(key) })),
    totalCount: optional(whole),
  }),
  RowsChanged: record({ ...push, rows: listOf(row) }),
  Position: record({ positions: listOf(record({ model: text, version })) }),
  SubscriptionError: record({
    requestId: optional(text),
    subscriptionId: optional(text),
    code: text,
    error: text,
    retryable: flag,
    ended: flag,
    retryAfterMs: optional(whole),
  }),
  Closing: record({ code: text, reconnect: flag, afterMs: optional(whole) }),
  Message: anything,
};

const helloShape = record({ protocol: whole, limits: record({ subscriptionsPerConnection: whole, receiveBytes: whole }) });
const authenticateShape = record({ ok: flag, expiresAt: optional(text) });
const mutationResultShape = record({ versions: mapOf(version) });

/** The names of all client methods. */
export const serverMethods: readonly (keyof ServerMessages)[] = Object.keys(shapes) as (keyof ServerMessages)[];

/** What a server called; undefined where the argument does not have the method's form. Members that it does not know are passed over. */
export function readRecord(method: keyof ServerMessages, message: unknown): ServerRecord | undefined {
  return shapes[method](message) ? ({ method, message } as ServerRecord) : undefined;
}

/** The answer to Hello; undefined for anything else. */
export function readHelloResponse(value: unknown): HelloResponse | undefined {
  return helloShape(value) ? (value as HelloResponse) : undefined;
}

/** The answer to Authenticate; undefined for anything else. */
export function readAuthenticateResponse(value: unknown): AuthenticateResponse | undefined {
  return authenticateShape(value) ? (value as AuthenticateResponse) : undefined;
}

/** What the header of a response says; undefined where there is none, or where it does not say that. */
export function readMutationResult(header: string | null): MutationResult | undefined {
  try {
    const value: unknown = JSON.parse(header ?? '');
    return mutationResultShape(value) ? (value as MutationResult) : undefined;
  } catch {
    return undefined;
  }
}
