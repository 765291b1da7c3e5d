import { defineModels, hubConnection, localCache, optimisticWrites, sharedConnection, SyncClient } from '@synchub/client';
import { IndexedDbCacheStore } from '@synchub/client/indexeddb';
import type { Models } from '../models.js';
import type { Session } from '../session/session.js';

export type BoardClient = SyncClient<Models>;

const models = defineModels<Models>({ TaskItem: { kinds: { id: 'guid', createdAt: 'instant', updatedAt: 'instant' } } });
const url = new URL('sync', document.baseURI).href;
const store = new IndexedDbCacheStore({ database: 'taskboard' });

/** A client for one person, or for nobody. Whoever comes next gets another one: nothing that the one before has seen is left in it. */
export function createClient(session: Session | null): BoardClient {
  return new SyncClient({
    models,
    connection: sharedConnection(hubConnection({ url }), { server: url, identity: () => session && `${session.name}/${session.id}` }),
    secretFactory: () => session?.token,
    cache: localCache({ store, user: () => session?.name ?? null, serverName: url }),
    mutations: optimisticWrites(),
    reconnectMaxDelay: 5_000,
  });
}
