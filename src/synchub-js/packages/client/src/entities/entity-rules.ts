import { isJsonObject, type Json, type JsonObject } from '../json/json.js';
import { mergeBody } from '../json/merge-body.js';
import { sameJson } from '../json/same-json.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { ContentRules } from '../subscriptions/content-rules.js';
import { Unusable } from '../subscriptions/unusable.js';
import type { EntityContent } from './entity-content.js';

type Body = JsonObject | null;

/** What answers and pushes make of one entity. */
export const entityRules: ContentRules<EntityContent> = {
  kind: 'entity',

  snapshot(held, { data, version }) {
    return data === null || isJsonObject(data) ? next(held, data, version) : new Unusable('a snapshot without data');
  },

  delta(held, answer) {
    let { body } = held;
    for (const { type, entity, change, version } of answer.changes ?? []) {
      if (version.seq <= held.version.seq) {
        continue;
      }

      const after = type === 'add' ? added(entity) : type === 'update' ? updated(body, change) : type === 'remove' ? null : undefined;
      if (after === undefined) {
        return new Unusable(`a delta with a change of type '${type}' that does not fit what is held`);
      }

      body = after;
    }

    return next(held, body, answer.version);
  },

  push(held, { method, message }) {
    const body = method === 'EntityAdded' ? added(message.entity)
      : method === 'EntityUpdated' ? updated(held.body, message.change)
      : method === 'EntityRemoved' ? null : undefined;
    return body === undefined ? new Unusable(`an ${method} that does not fit what is held`) : next(held, body, message.version);
  },
};

function added(entity: Json | undefined): JsonObject | undefined {
  return isJsonObject(entity) ? entity : undefined;
}

function updated(body: Body, change: Json | undefined): JsonObject | undefined {
  return body && isJsonObject(change) ? mergeBody(body, change) : undefined;
}

// What says the same stays the object it is, so that whoever looks can tell at once that nothing changed.
function next(held: EntityContent | undefined, body: Body, version: SyncVersion): EntityContent {
  return { body: held && sameJson(held.body, body) ? held.body : body, version };
}
