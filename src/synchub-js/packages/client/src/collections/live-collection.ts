import type { Handle } from '../handles/handle.js';
import { LiveHandle } from '../handles/live-handle.js';
import type { CollectionQuery } from '../protocol/requests.js';
import type { CollectionData } from './collection-data.js';

/** A handle on the entities that match a query. */
export class LiveCollection<T> extends LiveHandle<CollectionData<T>> {
  /** The model's name. */
  readonly model: string;

  /** The query as it is on the wire. */
  readonly query: CollectionQuery;

  constructor(handle: Handle<CollectionData<T>>, model: string, query: CollectionQuery) {
    super(handle);
    this.model = model;
    this.query = query;
  }
}
