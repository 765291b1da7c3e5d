import { describe, expect, it } from 'vitest';
import type { LiveCollection } from '../src/collections/live-collection.js';
import type { LiveEntity } from '../src/entities/live-entity.js';
import type { CollectionEdit } from '../src/protocol/pushes.js';
import type { SubscribeCollectionRequest, SubscribeEntityRequest } from '../src/protocol/requests.js';
import { settled } from './support/manual-clock.js';
import { ScriptedClient, type Note } from './support/scripted-client.js';
import { seeded } from './support/seeded.js';
import { at, failure } from './support/wire.js';

const runs = 60;
const steps = 80;

/** One entity and one page of a model on a server whose wire loses, doubles and cuts; the truth is known at every seq. */
class FaultyServer {
  readonly scripted = new ScriptedClient();
  readonly #random: () => number;
  #page: Note[] = [{ id: 1, text: 'a' }, { id: 2, text: 'b' }];
  #seq = 5;
  #epoch = 'e1';
  #ids = 2;
  #generation = 0;

  // What the connection holds: the position that the last push of each reached, and under which id.
  #held = new Map<'entity' | 'collection', { readonly id: string; prev: number }>();

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  get page(): readonly Note[] {
    return this.#page;
  }

  get note(): Note | null {
    return this.#page.find(({ id }) => id === 1) ?? null;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Answers what the client has asked for; `isFaulty` may leave some unanswered for good, or refuse it for now. */
  answer(isFaulty: boolean): void {
    for (const request of this.scripted.server.connections.length > 0 ? this.scripted.connection.takeRequests() : []) {
      const kind = 'key' in request && request.key !== undefined ? 'entity' : 'collection';
      if (isFaulty && this.below(8) === 0) {
        this.scripted.connection.push('SubscriptionError', failure('source-unavailable', { requestId: request.requestId, retryable: true, retryAfterMs: 100 }));
        continue;
      }

      // A resumed one gets an empty delta where it has missed nothing.
      const id = `${kind}-${++this.#generation}`;
      this.#held.set(kind, { id, prev: this.#seq });
      this.#subscribed(kind, id, request);
    }
  }

  /** Something changes, and is told, or lost, or told twice. */
  change(isFaulty: boolean, edit: CollectionEdit = this.#edit()): void {
    this.#seq++;
    const fault = isFaulty ? this.below(10) : 9;
    for (const [kind, held] of this.#held) {
      const isOfNote = edit.id === 1 || (edit.entity as unknown as Note | undefined)?.id === 1;
      if (kind === 'entity' && !isOfNote) {
        continue;
      }

      const message = { subscriptionId: held.id, version: at(this.#seq, this.#epoch), prev: held.prev };
      held.prev = this.#seq;
      for (let times = fault === 0 ? 0 : fault === 1 ? 2 : 1; times > 0; times--) {
        if (kind === 'collection') {
          this.scripted.connection.push('CollectionChanged', { ...message, changes: [edit], totalCount: this.#page.length });
        } else if (edit.type === 'update') {
          this.scripted.connection.push('EntityUpdated', { ...message, id: 1, change: edit.change ?? {} });
        } else if (edit.type === 'remove') {
          this.scripted.connection.push('EntityRemoved', { ...message, id: 1 });
        } else {
          this.scripted.connection.push('EntityAdded', { ...message, entity: edit.entity ?? null });
        }
      }
    }
  }

  /** The note changes or comes, so that a loss before it shows. */
  changeNote(): void {
    const index = this.#page.findIndex(({ id }) => id === 1);
    this.change(false, index < 0 ? this.#insert(0, 1) : this.#update(index));
  }

  /** The connection is gone, and sometimes the log with it. */
  cut(): void {
    this.#held.clear();
    if (this.below(3) === 0) {
      this.#epoch = `e${this.#seq}`;
    }

    this.scripted.connection.break();
  }

  #edit(): CollectionEdit {
    const index = this.below(this.#page.length);
    const row = this.#page[index];
    const roll = this.below(10);
    if (!row || roll < 2) {
      return this.#insert(index, this.note ? ++this.#ids : 1);
    }

    if (roll === 2) {
      this.#page = this.#page.filter(other => other !== row);
      return { type: 'remove', index, id: row.id };
    }

    return this.#update(index);
  }

  #insert(index: number, id: number): CollectionEdit {
    const entity = { id, text: `new ${this.#seq}` };
    this.#page = [...this.#page.slice(0, index), entity, ...this.#page.slice(index)];
    return { type: 'insert', index, entity };
  }

  #update(index: number): CollectionEdit {
    const change = { text: `text ${this.#seq}` };
    this.#page = this.#page.map((row, other) => (other === index ? { ...row, ...change } : row));
    return { type: 'update', index, id: this.#page[index]?.id ?? 0, change };
  }

  #subscribed(kind: 'entity' | 'collection', subscriptionId: string, request: SubscribeEntityRequest | SubscribeCollectionRequest): void {
    const answer = { requestId: request.requestId, subscriptionId, kind, model: 'Note', keyName: 'id', version: at(this.#seq, this.#epoch) };
    const isResumed = request.epoch === this.#epoch;
    if (kind === 'collection') {
      const { knownKeys = [] } = request as SubscribeCollectionRequest;
      this.scripted.connection.push('Subscribed', isResumed && this.below(2) === 0
        ? { ...answer, mode: 'delta', keys: this.#page.map(({ id }) => id), entities: this.#page.map(row => ({ ...row })), totalCount: this.#page.length }
        : { ...answer, mode: 'snapshot', data: this.#page.map(row => ({ ...row })), totalCount: this.#page.length });
      expect(knownKeys.length > 0 && request.epoch === undefined).toBe(false);
    } else {
      this.scripted.connection.push('Subscribed', isResumed && request.lastSeq === this.#seq
        ? { ...answer, mode: 'delta', changes: [] }
        : { ...answer, mode: 'snapshot', data: this.note && { ...this.note } });
    }
  }
}

describe('a wire with faults', () => {
  it('view_WhenFaultsEnd_IsTheServers', async () => {
    for (let seed = 1; seed <= runs; seed++) {
      const server = new FaultyServer(seed);
      const { client, clock } = server.scripted;
      let entity: LiveEntity<Note> = client.entity('Note', 1);
      let collection: LiveCollection<Note> = client.collection('Note');
      await settled();
      for (let step = 0; step < steps; step++) {
        switch (server.below(8)) {
          case 0: server.cut(); break;
          case 1: await clock.advance(server.below(3_000)); break;
          case 2: server.answer(true); break;
          case 3:
            entity.dispose();
            entity = client.entity('Note', 1);
            break;
          case 4:
            collection.dispose();
            await clock.advance(server.below(2) * 1_000);
            collection = client.collection('Note');
            break;
          default: server.change(true);
        }

        if (server.below(3) === 0) {
          await settled();
        }
      }

      // Faults end: what is asked for is answered, and one more change shows what was lost before it.
      for (let quiet = 0; quiet < 6; quiet++) {
        await clock.advance(31_000);
        server.answer(false);
        server.changeNote();
        await settled();
      }

      const where = `seed ${seed}`;
      expect(entity.state, where).toMatchObject({ status: 'synced', data: server.note });
      expect(collection.state.status, where).toBe('synced');
      expect(collection.data?.entries, where).toEqual(server.page);
      expect(collection.data?.count, where).toBe(server.page.length);
      await server.scripted.dispose();
      expect(clock.waits, where).toEqual([]);
    }
  });
});
