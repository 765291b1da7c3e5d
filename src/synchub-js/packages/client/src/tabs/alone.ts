import type { SyncConnection, SyncConnectionFactory } from '../transport/sync-connection.js';
import { invoke } from './invoke.js';
import type { TabCall } from './multiplexer/tab-call.js';
import type { TabRole, TabRoleHost } from './tab-role.js';

/** A tab with a connection of its own: its browser lets it share with nobody. */
export class Alone implements TabRole {
  readonly #connection: SyncConnection;
  readonly #over = new AbortController();

  constructor(factory: SyncConnectionFactory, host: TabRoleHost) {
    this.#connection = factory.create({ receive: record => host.receive(record), closed: error => host.lost(error, false) });
  }

  start(signal: AbortSignal): Promise<void> {
    return this.#connection.start(signal);
  }

  call(request: TabCall, signal?: AbortSignal): Promise<unknown> {
    return invoke(this.#connection, request, signal ?? this.#over.signal);
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#connection.dispose();
  }
}
