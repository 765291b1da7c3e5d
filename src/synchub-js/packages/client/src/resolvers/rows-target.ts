import { keyText, type SyncKey } from '../protocol/sync-key.js';
import type { SubscriptionTarget } from '../subscriptions/subscription-target.js';
import type { RowsContent } from './rows-content.js';
import { rowsRules } from './rows-rules.js';

/** What one resolver says about one key. Asked for without a position: every answer carries all rows. Not kept in a store. */
export function rowsTarget(resolver: string, key: SyncKey): SubscriptionTarget {
  return {
    model: resolver,
    id: `resolver/${encodeURIComponent(resolver)}/${typeof key}/${keyText(key)}`,
    rules: rowsRules,
    request: requestId => ({ entity: { requestId, model: resolver, key } }),
    dataOf: (content: RowsContent) => content.rows,
  };
}
