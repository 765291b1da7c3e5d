import type { SyncConnection, SyncConnectionSink } from '../../src/index.js';
import type { ServerRecord } from '../../src/protocol/server-record.js';
import { sharedConnection } from '../../src/tabs/shared-connection.js';
import type { FakeServer } from './fake-server.js';
import type { FakeBrowser, FakeTab } from './fake-browser.js';

/** A tab with a page in it that has one client. */
export class Page implements SyncConnectionSink {
  readonly tab: FakeTab;
  readonly records: ServerRecord[] = [];
  readonly ends: (Error | undefined)[] = [];
  readonly signal = new AbortController();
  user: string | null = 'ada';
  now = 0;
  connection: SyncConnection;
  readonly #connect: () => SyncConnection;

  constructor(browser: FakeBrowser, server: FakeServer, url = 'https://tasks.example/sync') {
    this.tab = browser.openTab();
    const clock = { now: () => this.now, setTimeout: () => 0, clearTimeout: () => undefined };
    const factory = sharedConnection(server.factory, { server: url, identity: () => this.user, environment: this.tab, clock });
    this.#connect = () => factory.create(this);
    this.connection = this.#connect();
  }

  start(): Promise<void> {
    return this.connection.start(this.signal.signal);
  }

  /** The client's next attempt. */
  reconnect(): Promise<void> {
    this.connection = this.#connect();
    return this.connection.start(this.signal.signal);
  }

  subscribe(key: string, requestId = `r-${key}`): Promise<void> {
    return this.connection.subscribe({ entities: [{ requestId, model: 'Task', key }] });
  }

  receive(record: ServerRecord): void {
    this.records.push(record);
  }

  closed(error?: Error): void {
    this.ends.push(error);
  }

  get told(): readonly string[] {
    return this.records.map(record => {
      const message = record.message as { requestId?: string; subscriptionId?: string; version?: { seq: number }; code?: string };
      return [record.method, message.requestId, message.subscriptionId, message.version?.seq, message.code].filter(part => part !== undefined).join(' ');
    });
  }
}
