import type { CheckedModels } from './checked-models.js';
import type { SyncHooks } from './sync-hooks.js';
import { SyncProvider } from './sync-provider.js';
import { useCollection } from './use-collection.js';
import { useConnectionState } from './use-connection-state.js';
import { useEntity } from './use-entity.js';
import { useOptimistic } from './use-optimistic.js';
import { useRows } from './use-rows.js';
import { useRowStatus } from './use-row-status.js';
import { useSyncClient } from './use-sync-client.js';

/**
 * The hooks of this package with an application's models: names, keys and entities are checked then. They are the very same functions as those that
 * the package exports, for any models; so call it once, in a module of its own:
 * `export const { SyncProvider, useEntity, useCollection } = createSyncHooks<Models>();`
 */
export function createSyncHooks<M extends CheckedModels<M>>(): SyncHooks<M> {
  // The types alone differ: what a model is called, and what its entities are, is the client's and the server's affair.
  return { SyncProvider, useSyncClient, useEntity, useCollection, useRows, useConnectionState, useOptimistic, useRowStatus } as unknown as SyncHooks<M>;
}
