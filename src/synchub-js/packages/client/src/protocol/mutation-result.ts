import type { SyncVersion } from './sync-version.js';

/** What the header `SyncHub-Mutation-Result` says: by model, the position that contains the write. */
export interface MutationResult {
  readonly versions: { readonly [model: string]: SyncVersion };
}
