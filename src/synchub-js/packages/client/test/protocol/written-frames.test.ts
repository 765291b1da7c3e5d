import { describe, expect, it } from 'vitest';
import { collectionTarget } from '../../src/collections/collection-target.js';
import { readRows } from '../../src/collections/read-rows.js';
import { entityTarget } from '../../src/entities/entity-target.js';
import type { Json } from '../../src/json/json.js';
import type { CollectionQuery } from '../../src/protocol/requests.js';
import { rowsTarget } from '../../src/resolvers/rows-target.js';
import { SyncClient } from '../../src/sync-client.js';
import { settled } from '../support/manual-clock.js';
import { readJson } from '../support/repository.js';
import { ScriptedServer } from '../support/scripted-connection.js';
import { at } from '../support/wire.js';

type Request = { readonly requestId: string; readonly model: string; readonly key: string; readonly lastSeq?: number; readonly epoch?: string; readonly knownKeys?: readonly number[] } & CollectionQuery;

function frame<T = Request>(name: string): T {
  return readJson<{ readonly arguments: readonly [T] }>(`test/protocol-frames/${name}.json`).arguments[0];
}

/** The query that a request asks for. */
function queryOf({ filter, order, top, skip, total }: Request): CollectionQuery {
  return JSON.parse(JSON.stringify({ filter, order, top, skip, total })) as CollectionQuery;
}

describe('what the client writes', () => {
  it('request_OfAnEntity_IsTheFrame', () => {
    const { requestId, model, key } = frame('subscribe-entity');
    expect(entityTarget(model, key).request(requestId, undefined).entity).toEqual(frame('subscribe-entity'));
    const resumed = frame('subscribe-entity-resume');
    expect(entityTarget(resumed.model, resumed.key).request(resumed.requestId, { version: at(resumed.lastSeq!, resumed.epoch) }).entity).toEqual(resumed);
  });

  it('request_OfAResolver_IsTheFrame', () => {
    const { requestId, model, key } = frame('subscribe-resolver');
    expect(rowsTarget(model, key).request(requestId, { version: at(5) }).entity).toEqual(frame('subscribe-resolver'));
  });

  it.each(['subscribe-collection', 'subscribe-collection-page', 'subscribe-collection-resume'])('request_OfACollection_IsTheFrame %s', name => {
    const { knownKeys, ...asked } = frame(name);
    const rows = knownKeys && readRows(knownKeys.map(id => ({ id })) as Json, 'id');
    const from = rows && { ...rows, version: at(asked.lastSeq!, asked.epoch) };

    // Keys go back as texts, which the server reads for integer keys as well.
    expect(collectionTarget(asked.model, queryOf(asked)).request(asked.requestId, from).collection).toEqual({ ...asked, ...(knownKeys && { knownKeys: knownKeys.map(String) }) });
  });

  it('calls_OfAClient_HaveTheFramesForm', async () => {
    const server = new ScriptedServer();
    const client = new SyncClient({ connection: server, secretFactory: () => frame<{ readonly secret: string }>('authenticate').secret, page: null });
    const many = frame<{ readonly entities: readonly Request[]; readonly collections: readonly Request[] }>('subscribe-many');
    for (const { model, key } of many.entities) {
      client.entity(model, key);
    }

    client.collection(many.collections[0]!.model, queryOf(many.collections[0]!));
    await settled();
    const [call] = server.connection.calls;
    const asked = (requests: readonly object[] | undefined): unknown => requests?.map(request => ({ ...request, requestId: '', lastSeq: 0, epoch: '', knownKeys: 0 }));
    expect(asked(call?.entities)).toEqual(asked(many.entities));
    expect(asked(call?.collections)).toEqual(asked(many.collections));
    expect(Object.keys(call!)).toEqual(Object.keys(many));
    expect(server.connection.hellos).toEqual([frame('hello')]);
    expect(server.connection.secrets).toEqual([frame<{ readonly secret: string }>('authenticate').secret]);
    await client.send(frame<Json>('send'));
    expect(server.connection.messages).toEqual([frame('send')]);
    await client.dispose();
  });
});
