import { shareRow, writesTo, type MutationEntry } from './mutation-entry.js';
import { isContainedIn } from './pending-mutation.js';
import { RowImages } from './row-images.js';
import type { RowWrite } from './row-write.js';
import type { ShownTarget } from './shown-target.js';
import type { ShownWrites } from './shown-writes.js';

/** What local writes there are to the rows of one model. The table's alone. */
export class ModelMutations {
  readonly #model: string;
  readonly #images: RowImages = new RowImages();
  #entries: readonly MutationEntry[] = [];
  #keys: ReadonlySet<string> = new Set();
  #failed: ReadonlySet<string> = new Set();

  constructor(model: string) {
    this.#model = model;
  }

  /** Those under way, the oldest first. */
  get entries(): readonly MutationEntry[] {
    return this.#entries;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#failed.size === 0;
  }

  put(entries: readonly MutationEntry[]): void {
    this.#entries = entries;
    this.#keys = new Set(entries.flatMap(entry => writesTo(entry, this.#model)).map(write => write.key));
    this.#images.keep(this.#keys);
  }

  /** Which rows' last write came to nothing. */
  fail(writes: readonly RowWrite[]): void {
    this.#failed = new Set(writes.filter(write => write.model === this.#model).map(write => write.key));
  }

  /**
   * Takes note of what a subscription says about the rows that are written to.
   * @returns Whether it has lost one that was known from it: others may hold it still.
   */
  note({ target }: ShownTarget): boolean {
    return this.#keys.size > 0 && this.#images.note(target, this.#keys);
  }

  /** What lies over a subscription's content, and is not in it. */
  writesOver(shown: ShownTarget): ShownWrites {
    const writes: RowWrite[] = [];
    for (const entry of this.#entries) {
      if (!this.#isContained(shown, entry, writes)) {
        writes.push(...writesTo(entry, this.#model).filter(write => shown.mayHold(write)));
      }
    }

    return { writes, images: this.#images.byKey, failed: this.#failed };
  }

  /** Whether a subscription would be seen to go back, for a moment, were the mutation to leave now. */
  isAwaited(shown: ShownTarget, entry: MutationEntry): boolean {
    if (!shown.target.isSeen || shown.contained.has(entry.state.id)) {
      return false;
    }

    const mine = writesTo(entry, this.#model).filter(write => shown.mayHold(write));
    if (!shown.target.base) {
      return mine.length > 0;
    }

    // A write that changes nothing by itself may hide what an earlier one does to the same row.
    return this.#isTouched(shown, mine) || this.#entries.some(other => other !== entry && shareRow(other.state.writes, mine));
  }

  #isContained(shown: ShownTarget, entry: MutationEntry, earlier: readonly RowWrite[]): boolean {
    const { contained, target, epochSince } = shown;
    if (!contained.has(entry.state.id) && target.base && (isContainedIn(entry.state, this.#model, target.base.version, epochSince) || this.#isInEffect(shown, entry, earlier))) {
      contained.add(entry.state.id);
    }

    return contained.has(entry.state.id);
  }

  // Where nobody says which position contains the write, what it does has to be seen. But an earlier write that still lies over the row would be seen
  // alone, were this one left out.
  #isInEffect(shown: ShownTarget, { state }: MutationEntry, earlier: readonly RowWrite[]): boolean {
    const mine = state.writes.filter(write => write.model === this.#model);
    return state.isAnswered && !state.isComplete && !state.versions.has(this.#model) && !shareRow(earlier, mine) && !this.#isTouched(shown, mine);
  }

  #isTouched(shown: ShownTarget, writes: readonly RowWrite[]): boolean {
    return shown.isTouchedBy({ writes, images: this.#images.byKey, failed: this.#failed });
  }
}
