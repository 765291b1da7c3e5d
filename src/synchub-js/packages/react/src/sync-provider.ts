import type { AnyModels, SyncClient } from '@synchub/client';
import { createElement, type ReactElement, type ReactNode } from 'react';
import type { CheckedModels } from './checked-models.js';
import { SyncContext } from './sync-context.js';

/** What a `SyncProvider` is given. */
export interface SyncProviderProps<M extends CheckedModels<M> = AnyModels> {
  /**
   * The client that the hooks below use. The application's: make it outside of components, or keep it in state, and dispose of it where it was made;
   * the provider does not. With another client, everything below is subscribed to anew.
   */
  readonly client: SyncClient<M>;
  readonly children?: ReactNode;
}

/** Gives the components below it a client to follow data with. */
export function SyncProvider<M extends CheckedModels<M> = AnyModels>({ client, children }: SyncProviderProps<M>): ReactElement {
  return createElement(SyncContext.Provider, { value: client as unknown as SyncClient }, children);
}
