import type { SyncClient } from '@synchub/client';
import { createContext, type Context } from 'react';

/** The client of the nearest `SyncProvider`. Of whichever models: who reads it knows them. */
export const SyncContext: Context<SyncClient | undefined> = createContext<SyncClient | undefined>(undefined);
