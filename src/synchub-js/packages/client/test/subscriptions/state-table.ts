import { isDeepStrictEqual } from 'node:util';
import type { CollectionContent } from '../../src/collections/collection-content.js';
import { collectionRules } from '../../src/collections/collection-rules.js';
import { readRows } from '../../src/collections/read-rows.js';
import type { EntityContent } from '../../src/entities/entity-content.js';
import { entityRules } from '../../src/entities/entity-rules.js';
import type { Json, JsonObject } from '../../src/json/json.js';
import { readRecord } from '../../src/protocol/read-record.js';
import type { ServerMessages } from '../../src/protocol/server-record.js';
import type { ResolverRow } from '../../src/protocol/subscribed.js';
import type { SyncVersion } from '../../src/protocol/sync-version.js';
import type { RowsContent } from '../../src/resolvers/rows-content.js';
import { rowsRules } from '../../src/resolvers/rows-rules.js';
import type { ContentRules } from '../../src/subscriptions/content-rules.js';
import type { SubscriptionEffect } from '../../src/subscriptions/subscription-effect.js';
import type { SubscriptionEvent } from '../../src/subscriptions/subscription-event.js';
import type { SubscriptionTransition } from '../../src/subscriptions/subscription-reducer.js';
import { initialState, type SubscriptionLink, type SubscriptionPhase, type SubscriptionState } from '../../src/subscriptions/subscription-state.js';
import { SyncError } from '../../src/sync-error.js';
import { readJson } from '../support/repository.js';

export type Content = EntityContent | CollectionContent | RowsContent;

interface WireContent {
  readonly data?: Json;
  readonly rows?: readonly ResolverRow[];
  readonly totalCount?: number;
  readonly version: SyncVersion;
}

type WireEvent =
  | { readonly event: Exclude<SubscriptionEvent<Content>['type'], 'answered' | 'pushed' | 'advanced' | 'failed'>; readonly content?: WireContent }
  | { readonly method: keyof ServerMessages; readonly message: unknown };

export type Kind = 'entity' | 'collection' | 'resolver';

interface TableFile {
  readonly columns: readonly string[];
  readonly commonEvents: { readonly [name: string]: WireEvent };
  readonly kinds: { readonly [K in Kind]: { readonly top?: number; readonly held: WireContent; readonly events: { readonly [name: string]: WireEvent } } };
  readonly tables: readonly { readonly heading: string; readonly kind: Kind; readonly observed: boolean; readonly cells: { readonly [event: string]: readonly string[] } }[];
}

/** test/state-machines/subscription.json, the same that the .NET client's tests replay. */
export const tableFile: TableFile = readJson<TableFile>('test/state-machines/subscription.json');

const reason = new SyncError('test', 'A reason.');

/** One state per column and one event per row of the tables, for one kind of content. */
export class StateTable {
  readonly rules: ContentRules<Content>;
  readonly states: ReadonlyMap<string, SubscriptionState<Content>>;
  readonly commonEvents: ReadonlyMap<string, SubscriptionEvent<Content>>;
  readonly events: ReadonlyMap<string, SubscriptionEvent<Content>>;

  constructor(kind: Kind) {
    const { top, held, events } = tableFile.kinds[kind];
    this.rules = kind === 'entity' ? entityRules : kind === 'collection' ? collectionRules(top) : rowsRules;
    const content = contentOf(held);
    this.states = new Map(tableFile.columns.map(name => [name, stateOf(name, content)]));
    this.commonEvents = new Map(Object.entries(tableFile.commonEvents).map(([name, event]) => [name, eventOf(event)]));
    this.events = new Map([...this.commonEvents, ...Object.entries(events).map(([name, event]) => [name, eventOf(event)] as const)]);
  }
}

function stateOf(column: string, content: Content): SubscriptionState<Content> {
  const [phase, link] = column.toLowerCase().split('/') as [SubscriptionPhase, SubscriptionLink];
  return {
    ...initialState<Content>('7'),
    requests: 1,
    phase,
    link,
    subscriptionId: phase !== 'connecting' && (link === 'awaiting' || link === 'held') ? 's1' : undefined,
    isObserved: phase !== 'suspended',
    content: phase === 'connecting' ? undefined : content,
    error: phase === 'error' ? reason : undefined,
  };
}

function contentOf({ data, rows, totalCount, version }: WireContent): Content {
  if (rows) {
    return { rows, version };
  }

  const page = readRows(data, 'id');
  return page ? { ...page, total: totalCount, keyName: 'id', version } : { body: data as JsonObject, version };
}

function eventOf(wire: WireEvent): SubscriptionEvent<Content> {
  if ('event' in wire) {
    return wire.event === 'gaveUp' ? { type: wire.event, reason }
      : wire.event === 'loaded' ? { type: wire.event, content: contentOf(wire.content as WireContent) }
      : { type: wire.event };
  }

  const record = readRecord(wire.method, wire.message);
  if (!record) {
    throw new Error(`${wire.method} has not its form.`);
  }

  switch (record.method) {
    case 'Subscribed': return { type: 'answered', answer: record.message };
    case 'SubscriptionError': return { type: 'failed', error: record.message };
    case 'Position': return { type: 'advanced', version: (record.message.positions[0] as { readonly version: SyncVersion }).version };
    case 'Closing': case 'Message': throw new Error(`${wire.method} is nothing that happens to a subscription.`);
    default: return { type: 'pushed', record };
  }
}

/** What a transition does, as the tables have it: a dot for nothing. */
export function describeTransition(before: SubscriptionState<Content>, { state: after, effects }: SubscriptionTransition<Content>): string {
  if (isDeepStrictEqual(before, after) && effects.length === 0) {
    return '·';
  }

  const data = dataOf(after.content);
  const { version } = after.content ?? {};
  return [
    `${capital(after.phase)}/${capital(after.link)}`,
    data === dataOf(before.content) ? undefined : data === undefined ? 'no data' : `data ${data}`,
    version && !isDeepStrictEqual(version, before.content?.version) ? `at ${version.seq}` : undefined,
    ...effects.map(describeEffect),
  ].filter(part => part !== undefined).join(', ');
}

function describeEffect(effect: SubscriptionEffect<Content>): string | undefined {
  switch (effect.type) {
    case 'ask': return effect.from ? `ask from ${effect.from.version.seq}` : 'ask for all';
    case 'abandon': return 'abandon';
    case 'unsubscribe': return `unsubscribe ${effect.subscriptionId}`;
    case 'startSuspendTimer': return 'start suspend delay';
    case 'stopSuspendTimer': return 'stop suspend delay';
    case 'startRetryTimer': return 'start retry delay';
    case 'stopRetryTimer': return 'stop retry delay';
    case 'remove': return 'gone';
    case 'resync': return undefined;
  }
}

function dataOf(content: Content | undefined): string | undefined {
  if (!content) {
    return undefined;
  }

  if ('body' in content) {
    return textOf(content.body);
  }

  return 'keys' in content
    ? `${content.rows.map(textOf).join('')} of ${content.total}`
    : content.rows.map(row => textOf(row.data)).join('') || 'none';
}

function textOf(body: Json): string {
  return String((body as JsonObject | null)?.text);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
