import { isJsonObject, type Json } from '../json/json.js';
import type { CollectionQuery } from '../protocol/requests.js';
import type { SubscriptionTarget } from '../subscriptions/subscription-target.js';
import type { CollectionContent } from './collection-content.js';
import { collectionData } from './collection-data.js';
import { collectionRules } from './collection-rules.js';
import { queryText } from './query-text.js';
import { readRows } from './read-rows.js';

/** One query on a model. */
export function collectionTarget(model: string, query: CollectionQuery): SubscriptionTarget {
  return {
    model,
    id: `collection/${encodeURIComponent(model)}/${queryText(query)}`,
    rules: collectionRules(query.top),
    holds: { kind: 'collection', query },
    request: (requestId, from) => ({ collection: { requestId, model, ...query, ...(from && resume(from as CollectionContent)) } }),
    dataOf: collectionData,
    cacheFormat: {
      write: ({ rows, total, keyName }: CollectionContent) => ({ rows, total, keyName }),
      read: (stored, version) => read(stored, version, query.top),
      isSameData: (one: CollectionContent, other: CollectionContent) => one.rows === other.rows && one.total === other.total,
    },
  };
}

function resume({ version, keys }: CollectionContent): { readonly lastSeq: number; readonly epoch: string; readonly knownKeys: readonly string[] } {
  return { lastSeq: version.seq, epoch: version.epoch, knownKeys: keys };
}

function read(stored: unknown, version: CollectionContent['version'], top: number = Infinity): CollectionContent | undefined {
  const { rows, total, keyName } = isJsonObject(stored) ? stored as { readonly [name: string]: Json | undefined } : {};
  const page = typeof keyName === 'string' ? readRows(rows, keyName) : undefined;
  return page && page.rows.length <= top && (total === undefined || typeof total === 'number')
    ? { ...page, total, keyName: keyName as string, version }
    : undefined;
}
