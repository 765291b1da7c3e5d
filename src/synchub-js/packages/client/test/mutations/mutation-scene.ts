import { Turns } from '../../src/loop/turns.js';
import type { JsonObject } from '../../src/json/json.js';
import { MutationBuilder, MutationTable, type CollectionMutationTarget, type EntityMutationTarget, type MutationTarget, type PageBase, type ShownEntity, type ShownPage, type SyncMutation } from '../../src/mutations/index.js';
import type { CollectionQuery } from '../../src/protocol/requests.js';
import type { SyncVersion } from '../../src/protocol/sync-version.js';
import { rowJudge } from '../../src/queries/index.js';
import { ManualClock } from './manual-clock.js';

export interface Note extends JsonObject {
  readonly id: number;
  readonly text: string;
}

type NoteTypes = { readonly entity: Note; readonly key: number | string };

export type Models = { readonly Note: NoteTypes; readonly Task: NoteTypes };

export function at(seq: number, epoch = 'e1'): SyncVersion {
  return { seq, epoch, timestamp: '' };
}

export function pageOf(rows: readonly JsonObject[], version: SyncVersion, total: number | undefined = rows.length): PageBase {
  return { rows, keys: rows.map(row => String(row['id'])), total, keyName: 'id', version };
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** A table whose subscriptions are what the test says they are. */
export class MutationScene {
  readonly clock: ManualClock = new ManualClock();
  readonly targets: MutationTarget[] = [];
  readonly shows: MutationTarget[] = [];
  readonly errors: unknown[] = [];
  readonly table: MutationTable = new MutationTable({
    clock: this.clock,
    mutationTimeout: 30_000,
    targetsOf: model => this.targets.filter(target => target.model === model),
    show: target => this.shows.push(target),
    turns: new Turns(error => this.errors.push(error)),
  });

  entity(key: string, body: JsonObject | null, version: SyncVersion, model = 'Note'): Changing<EntityMutationTarget> {
    return this.#add({ kind: 'entity', model, key, isSeen: true, base: { body, version } });
  }

  collection(query: CollectionQuery, base: PageBase | undefined, model = 'Note'): Changing<CollectionMutationTarget> {
    return this.#add({ kind: 'collection', model, judge: rowJudge(query), top: query.top, skip: query.skip ?? 0, isSeen: true, base });
  }

  mutate(changes: (m: MutationBuilder<Models>) => unknown, id?: string): SyncMutation {
    const builder = new MutationBuilder<Models>();
    changes(builder);
    return this.table.issue(builder.build(), id);
  }

  setText(text: string, id?: string): SyncMutation {
    return this.mutate(m => m.update('Note', 1, { text }), id);
  }

  /** What the server says of a subscription from now on. */
  say<T extends EntityMutationTarget | CollectionMutationTarget>(target: T & { base: T['base'] }, base: T['base']): void {
    target.base = base;
    this.table.applied(target);
  }

  bodyOf(target: EntityMutationTarget): JsonObject | null | undefined {
    return this.entityShown(target)?.body;
  }

  entityShown(target: EntityMutationTarget): ShownEntity | undefined {
    return this.table.shown(target);
  }

  pageShown(target: CollectionMutationTarget): ShownPage | undefined {
    return this.table.shown(target);
  }

  textsOf(target: CollectionMutationTarget): string {
    const shown = this.table.shown(target);
    return `${shown?.rows.map(row => row['text']).join(' ')}:${shown?.total}`;
  }

  #add<T extends MutationTarget>(target: T): T {
    this.targets.push(target);
    this.table.applied(target);
    return target;
  }
}
