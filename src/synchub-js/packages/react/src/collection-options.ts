import type { AnyModels } from '@synchub/client';
import type { CheckedModels } from './checked-models.js';
import type { FollowOptions } from './follow-options.js';

/** How a collection is followed. */
export interface CollectionOptions<M extends CheckedModels<M> = AnyModels> extends FollowOptions<M> {
  /**
   * Whether a query that takes the place of another one, on the same model, hands on the data of the one before as `previous` while it has none itself:
   * for lists that grow as they are scrolled. Default: false.
   */
  readonly keepPrevious?: boolean | undefined;
}
