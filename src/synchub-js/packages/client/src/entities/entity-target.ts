import { isJsonObject } from '../json/json.js';
import { keyText, type SyncKey } from '../protocol/sync-key.js';
import type { SubscriptionTarget } from '../subscriptions/subscription-target.js';
import type { EntityContent } from './entity-content.js';
import { entityRules } from './entity-rules.js';

/** One entity. */
export function entityTarget(model: string, key: SyncKey): SubscriptionTarget {
  return {
    model,
    id: `entity/${encodeURIComponent(model)}/${typeof key}/${keyText(key)}`,
    rules: entityRules,
    holds: { kind: 'entity', key: keyText(key) },
    request: (requestId, from) => ({ entity: { requestId, model, key, ...(from && { lastSeq: from.version.seq, epoch: from.version.epoch }) } }),
    dataOf: (content: EntityContent) => content.body,
    cacheFormat: {
      write: (content: EntityContent) => content.body,
      read: (body, version) => (body === null || isJsonObject(body) ? { body, version } : undefined),
      isSameData: (one: EntityContent, other: EntityContent) => one.body === other.body,
    },
  };
}
