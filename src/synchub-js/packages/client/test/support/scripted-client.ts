import type { LiveCollection } from '../../src/collections/live-collection.js';
import type { LiveEntity } from '../../src/entities/live-entity.js';
import { defineModels } from '../../src/models/models.js';
import type { SyncClientSettings } from '../../src/options/sync-client-options.js';
import { SyncClient } from '../../src/sync-client.js';
import { ManualClock, settled } from './manual-clock.js';
import { ScriptedServer, type ScriptedConnection } from './scripted-connection.js';
import { note, page, snapshot } from './wire.js';

export interface Note {
  readonly id: number;
  readonly text: string;
  readonly rank?: number;
}

export type TestModels = { readonly Note: { readonly entity: Note; readonly key: number | string }; readonly Other: { readonly entity: Note; readonly key: number } };

/** A client on a clock that the test moves, and its scripted peer. */
export class ScriptedClient {
  readonly clock: ManualClock = new ManualClock();
  readonly server: ScriptedServer = new ScriptedServer();
  readonly client: SyncClient<TestModels>;

  constructor(settings: SyncClientSettings<TestModels> = {}) {
    this.client = new SyncClient<TestModels>({
      models: defineModels<TestModels>(),
      clock: this.clock,
      connection: this.server,
      random: () => 0,
      page: null,
      ...settings,
    });
  }

  get connection(): ScriptedConnection {
    return this.server.connection;
  }

  /** A handle that is synced at seq 5 with the text "a". */
  async synced(key: number = 1): Promise<LiveEntity<Note>> {
    const handle = this.client.entity('Note', key);
    await settled();
    this.connection.push('Subscribed', snapshot(this.connection.takeRequest().requestId, { ...note('a', key) }, 5, { subscriptionId: `s${key}` }));
    return handle;
  }

  /** A handle on the first three notes, synced at seq 5 with the rows given. */
  async syncedPage(letters: string = 'ab', total: number = 2): Promise<LiveCollection<Note>> {
    const handle = this.client.collection('Note', { top: 3 });
    await settled();
    this.connection.push('Subscribed', page(this.connection.takeRequest().requestId, letters, 5, total));
    return handle;
  }

  dispose(): Promise<void> {
    return this.client.dispose();
  }
}
