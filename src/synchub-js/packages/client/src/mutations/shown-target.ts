import { mayHold, type MutationTarget } from './mutation-target.js';
import type { RowWrite } from './row-write.js';
import { isEntityTouched, showEntity, type ShownEntity } from './shown-entity.js';
import { PageOverlay, type ShownPage } from './shown-page.js';
import type { ShownWrites } from './shown-writes.js';

/** What a subscription shows: its content with local writes laid over it. */
export type Shown = ShownEntity | ShownPage;

/** What the table keeps of one subscription. */
export class ShownTarget {
  readonly target: MutationTarget;

  /** The mutations under way that the content is known to contain. */
  readonly contained: Set<string> = new Set();

  /** The content's epoch, and since when it is that, by the table's count of events. */
  epoch: string | undefined;
  epochSince = 0;

  /** What is seen; undefined for nothing. */
  shown: Shown | undefined;
  #page: PageOverlay | undefined;

  constructor(target: MutationTarget) {
    this.target = target;
  }

  /** Lays writes over the content as it is now. */
  show(writes: ShownWrites): void {
    this.shown = this.target.kind === 'entity' ? showEntity(this.target, writes, this.shown as ShownEntity | undefined) : this.#overlay(this.target).show(writes);
  }

  /** Whether writes would change what is seen of the content, or count in it. */
  isTouchedBy(writes: ShownWrites): boolean {
    const mine = { ...writes, writes: writes.writes.filter(write => mayHold(this.target, write)) };
    return this.target.kind === 'entity' ? isEntityTouched(this.target, mine.writes) : this.#overlay(this.target).isTouchedBy(mine);
  }

  mayHold(write: RowWrite): boolean {
    return mayHold(this.target, write);
  }

  #overlay(target: MutationTarget & { readonly kind: 'collection' }): PageOverlay {
    return (this.#page ??= new PageOverlay(target));
  }
}
