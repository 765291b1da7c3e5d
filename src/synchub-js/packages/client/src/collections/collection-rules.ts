import type { Json, JsonObject } from '../json/json.js';
import { sameJson } from '../json/same-json.js';
import type { CollectionChanged } from '../protocol/pushes.js';
import type { Subscribed } from '../protocol/subscribed.js';
import { keyText } from '../protocol/sync-key.js';
import type { ContentRules } from '../subscriptions/content-rules.js';
import { Unusable } from '../subscriptions/unusable.js';
import type { CollectionContent } from './collection-content.js';
import { EditedRows } from './edited-rows.js';
import { readRows, rowKey } from './read-rows.js';

/** What answers and pushes make of a collection that never has more than `top` rows. */
export function collectionRules(top: number = Infinity): ContentRules<CollectionContent> {
  function page(held: CollectionContent | undefined, data: Json | undefined, answer: Pick<Subscribed, 'totalCount' | 'version' | 'keyName'>): CollectionContent | Unusable {
    const read = readRows(data, answer.keyName);
    return read && read.rows.length <= top
      ? put(held, { ...read, total: answer.totalCount, keyName: answer.keyName, version: answer.version })
      : new Unusable(`a page that is no array of at most ${top} rows with a '${answer.keyName}' each`);
  }

  return {
    kind: 'collection',

    snapshot(held, answer) {
      return page(held, answer.data, answer);
    },

    delta(held, answer) {
      if (!answer.keys) {
        return { ...held, total: answer.totalCount, version: answer.version };
      }

      const known = new Map<string, JsonObject>(held.keys.map((key, index) => [key, held.rows[index] as JsonObject]));
      for (const entity of answer.entities ?? []) {
        const key = rowKey(entity, answer.keyName);
        if (key === undefined) {
          return new Unusable(`a delta with a row that has no '${answer.keyName}'`);
        }

        known.set(key, entity as JsonObject);
      }

      const rows: JsonObject[] = [];
      for (const key of answer.keys) {
        const row = known.get(keyText(key));
        if (!row) {
          return new Unusable(`a delta with the key '${key}', whose row is neither in it nor held`);
        }

        rows.push(row);
      }

      return page(held, rows, answer);
    },

    push(held, { method, message }) {
      switch (method) {
        case 'CollectionSnapshot': return page(held, message.data, { ...message, keyName: held.keyName });
        case 'CollectionChanged': return edit(held, message, top);
        default: return new Unusable(`a ${method} that is none of this collection`);
      }
    },
  };
}

function edit(held: CollectionContent, push: CollectionChanged, top: number): CollectionContent | Unusable {
  const edited = new EditedRows(held, top);
  for (const step of push.changes) {
    if (!edited.apply(step)) {
      return new Unusable(`an edit of type '${step.type}' that does not fit the rows held`);
    }
  }

  return { ...held, ...edited.finish(), total: push.totalCount, version: push.version };
}

/** Rows that say the same stay the objects they are, and so does the page where all of them do. */
function put(held: CollectionContent | undefined, next: CollectionContent): CollectionContent {
  if (!held) {
    return next;
  }

  const known = new Map(held.keys.map((key, index) => [key, held.rows[index]]));
  const rows = next.rows.map((row, index) => {
    const same = known.get(next.keys[index] as string);
    return same && sameJson(same, row) ? same : row;
  });
  const isSame = rows.length === held.rows.length && rows.every((row, index) => row === held.rows[index]);
  return isSame ? { ...next, rows: held.rows, keys: held.keys } : { ...next, rows };
}
