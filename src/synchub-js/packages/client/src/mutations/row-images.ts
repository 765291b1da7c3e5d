import type { JsonObject } from '../json/json.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { MutationTarget } from './mutation-target.js';

/** A row as it was known last. */
export interface RowImage {
  /** Null where it did not exist. */
  readonly row: JsonObject | null;

  /** Where the subscription stood that said so. */
  readonly version: SyncVersion;
  readonly source: MutationTarget;

  /** Whether that holds the row no more: the row has been removed, or is another one now. */
  readonly isLost: boolean;
}

/**
 * The last known rows of one model that are written to, from whichever subscription holds them: a row that a write takes into another list is known
 * there only so.
 */
export class RowImages {
  readonly #images: Map<string, RowImage> = new Map();

  get byKey(): ReadonlyMap<string, RowImage> {
    return this.#images;
  }

  /**
   * Takes what a subscription says about rows, unless something newer is known.
   * @returns Whether a row was known from this subscription, which holds it no more: others may still.
   */
  note(target: MutationTarget, keys: ReadonlySet<string>): boolean {
    if (!target.base) {
      return false;
    }

    if (target.kind === 'entity') {
      if (keys.has(target.key)) {
        this.#put(target.key, { row: target.base.body, version: target.base.version, source: target, isLost: false });
      }

      return false;
    }

    const { rows, version } = target.base;
    for (const [index, key] of target.base.keys.entries()) {
      if (keys.has(key)) {
        this.#put(key, { row: rows[index] ?? null, version, source: target, isLost: false });
      }
    }

    return this.#lose(target, target.base.keys);
  }

  /** Forgets all rows but these. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of [...this.#images.keys()].filter(held => !keys.has(held))) {
      this.#images.delete(key);
    }
  }

  #put(key: string, image: RowImage): void {
    const known = this.#images.get(key);
    if (!known || known.isLost || known.version.epoch !== image.version.epoch || known.version.seq <= image.version.seq) {
      this.#images.set(key, image);
    }
  }

  #lose(target: MutationTarget, keys: readonly string[]): boolean {
    const lost = [...this.#images].filter(([key, image]) => !image.isLost && image.source === target && !keys.includes(key));
    for (const [key, image] of lost) {
      this.#images.set(key, { ...image, isLost: true });
    }

    return lost.length > 0;
  }
}
