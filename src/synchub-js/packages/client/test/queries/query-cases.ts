import type { JsonObject } from '../../src/json/json.js';
import type { CollectionQuery } from '../../src/protocol/requests.js';
import type { PropertyKinds } from '../../src/queries/index.js';
import { readJson } from '../support/repository.js';

/** A query and what the .NET side answers over the rows of its file. */
export interface QueryCase {
  readonly name: string;
  readonly query: CollectionQuery;
  readonly keys: readonly number[];
  readonly total: number;
  readonly also: readonly JsonObject[];
}

export interface QueryFile {
  readonly rows: readonly JsonObject[];
  readonly cases: readonly QueryCase[];
}

const levels = ['low', 'high', 'critical'];

/** What has to be said of the rows: enums that an order names. */
export const enumsOnly: PropertyKinds = { level: levels, wish: levels };

/** All that can be said of them. */
export const allKinds: PropertyKinds = {
  ...enumsOnly, name: 'text', 'address.city': 'text', tags: 'text', ratio: 'double', owner: 'guid', parent: 'guid', createdAt: 'instant', dueAt: 'instant', hour: 'time',
};

export function queryFile(name: 'written' | 'generated'): QueryFile {
  return readJson<QueryFile>(`test/query-cases/${name}.json`);
}
