import type { TabCall } from './multiplexer/tab-call.js';
import { PendingCalls } from './pending-calls.js';
import { tabName } from './share-name.js';
import type { Place } from './take-place.js';
import { connectionLost } from './tab-error.js';
import type { TabEnvironment } from './tab-environment.js';
import { whenReleased } from './tab-lock.js';
import { readTabRecord } from './tab-record.js';
import type { FollowerRecord, LeaderRecord } from './tab-record.js';
import type { TabRole, TabRoleHost } from './tab-role.js';

/** A tab on another tab's connection. */
export class Follower implements TabRole {
  readonly #place: Place & { role: 'follower' };
  readonly #host: TabRoleHost;
  readonly #calls = new PendingCalls();
  readonly #over = new AbortController();

  /** To be made in the very task in which the place was taken: what the leader says next is heard here. */
  constructor(environment: TabEnvironment, place: Place & { role: 'follower' }, host: TabRoleHost) {
    this.#place = place;
    this.#host = host;
    place.channel.listen(data => this.#onRecord(data));
    whenReleased(environment.locks, tabName(place.share, place.leader), this.#over.signal).then(
      () => this.#lost(undefined, true),
      () => undefined,
    );
  }

  async call(request: TabCall, signal?: AbortSignal): Promise<unknown> {
    if (this.#over.signal.aborted) {
      throw connectionLost(`'${request.method}' came after the connection had ended; wait for the next one.`);
    }

    return this.#calls.run(call => this.#post({ kind: 'call', call, request }), signal);
  }

  async end(): Promise<void> {
    if (this.#over.signal.aborted) {
      return;
    }

    this.#post({ kind: 'leave' });
    this.#leave(connectionLost('The connection was closed.'));
  }

  #onRecord(data: unknown): void {
    const record = readTabRecord<LeaderRecord>(data, ['record', 'returned', 'ended']);
    switch (record?.kind) {
      case 'record':
        this.#host.receive(record.record);
        break;
      case 'returned':
        this.#calls.settle(record.call, record.outcome);
        break;
      case 'ended':
        this.#lost(record.error, record.error === undefined);
        break;
    }
  }

  #lost(reason: string | undefined, leaderLeft: boolean): void {
    if (!this.#over.signal.aborted) {
      const error = connectionLost(reason ?? 'The tab that held the connection has gone; another one takes its place.');
      this.#leave(error);
      this.#host.lost(error, leaderLeft);
    }
  }

  #leave(error: Error): void {
    this.#over.abort(error);
    this.#place.channel.close();
    this.#place.release();
    this.#calls.rejectAll(error);
  }

  #post(record: FollowerRecord): void {
    this.#place.channel.post(record);
  }
}
