import type { ServerRecord } from '../protocol/server-record.js';
import type { SyncConnection, SyncConnectionFactory } from '../transport/sync-connection.js';

/** What a server reads that does not say; bytes. */
const defaultReceiveBytes = 256 * 1024;

/** One connection and what belongs to it. Whatever it reports after it has been replaced is stale. */
export class Session {
  readonly connection: SyncConnection;

  /** The largest message that the server reads, in bytes. */
  receiveBytes: number = defaultReceiveBytes;

  readonly #ended = new AbortController();

  constructor(factory: SyncConnectionFactory, received: (session: Session, record: ServerRecord) => void, closed: (session: Session, error: Error | undefined) => void) {
    this.connection = factory.create({
      receive: record => received(this, record),
      closed: error => closed(this, error),
    });
  }

  /** Aborted when the connection is given up. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends everything; never rejects. */
  async dispose(reason: unknown): Promise<void> {
    this.#ended.abort(reason);
    try {
      await this.connection.dispose();
    } catch {
      // It is given up either way.
    }
  }
}
