import { createSyncHooks } from '@synchub/react';
import type { Models } from '../models.js';

export const { SyncProvider, useCollection, useConnectionState, useEntity, useRowStatus, useSyncClient } = createSyncHooks<Models>();
