import type { Json } from '../json/json.js';
import { sameJson } from '../json/same-json.js';
import type { ResolverRow } from '../protocol/subscribed.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { ContentRules } from '../subscriptions/content-rules.js';
import { Unusable } from '../subscriptions/unusable.js';
import type { RowsContent } from './rows-content.js';

/** What answers and pushes make of a resolver's rows: each replaces them all. */
export const rowsRules: ContentRules<RowsContent> = {
  kind: 'resolver',

  snapshot(held, { rows, version }) {
    return rows ? next(held, rows, version) : new Unusable('an answer of a resolver without rows');
  },

  delta() {
    return new Unusable('a delta, which a resolver does not have');
  },

  push(held, { method, message }) {
    return method === 'RowsChanged' ? next(held, message.rows, message.version) : new Unusable(`an ${method} that is none of a resolver`);
  },
};

function next(held: RowsContent | undefined, rows: readonly ResolverRow[], version: SyncVersion): RowsContent {
  return { rows: held && sameJson(held.rows as unknown as Json, rows as unknown as Json) ? held.rows : rows, version };
}
