import { SyncError } from '../../src/index.js';
import type { Json, SyncConnection, SyncConnectionFactory, SyncConnectionSink } from '../../src/index.js';
import type { AuthenticateResponse } from '../../src/protocol/authenticate-response.js';
import type { HelloResponse } from '../../src/protocol/hello-response.js';
import type { AuthenticateRequest, SubscribeManyRequest, UnsubscribeRequest } from '../../src/protocol/requests.js';
import type { ServerRecord } from '../../src/protocol/server-record.js';

/** A server that answers at once: one subscription per key and connection. */
export class FakeServer {
  readonly connections: FakeConnection[] = [];
  readonly seqs = new Map<string, number>();
  isDown = false;
  acceptsSecret: (secret: string) => AuthenticateResponse = () => ({ ok: true });
  /** Holds up whoever connects, until it is called. */
  gate: Promise<void> = Promise.resolve();

  get open(): readonly FakeConnection[] {
    return this.connections.filter(connection => connection.isOpen);
  }

  readonly factory: SyncConnectionFactory = {
    create: sink => {
      const connection = new FakeConnection(this, sink);
      this.connections.push(connection);
      return connection;
    },
  };

  change(key: string): void {
    const prev = this.seqs.get(key) ?? 0;
    this.seqs.set(key, prev + 1);
    this.open.forEach(connection => connection.push(key, prev));
  }
}

export class FakeConnection implements SyncConnection {
  isOpen = false;
  readonly calls: string[] = [];
  readonly held = new Set<string>();
  readonly #server: FakeServer;
  readonly #sink: SyncConnectionSink;

  constructor(server: FakeServer, sink: SyncConnectionSink) {
    this.#server = server;
    this.#sink = sink;
  }

  async start(signal: AbortSignal): Promise<void> {
    await this.#server.gate;
    signal.throwIfAborted();
    if (this.#server.isDown) {
      throw new Error('The server is down.');
    }

    this.isOpen = true;
  }

  async hello(): Promise<HelloResponse | undefined> {
    this.calls.push('hello');
    return undefined;
  }

  async authenticate({ secret }: AuthenticateRequest): Promise<AuthenticateResponse> {
    this.calls.push(`authenticate ${secret}`);
    return this.#server.acceptsSecret(secret);
  }

  async subscribe({ entities = [] }: SubscribeManyRequest): Promise<void> {
    for (const { requestId, key } of entities) {
      const subscriptionId = `s-${key}`;
      this.calls.push(`subscribe ${key}`);
      this.held.add(subscriptionId);
      this.receive({
        method: 'Subscribed',
        message: { requestId, subscriptionId, kind: 'entity', model: 'Task', keyName: 'id', mode: 'snapshot', version: this.#version(String(key)) },
      });
    }
  }

  async send(payload: Json): Promise<void> {
    this.calls.push(`send ${JSON.stringify(payload)}`);
    if (payload === 'refuse') {
      throw new SyncError('request-failed', 'The handler says no.');
    }
  }

  async unsubscribe({ subscriptionId = '' }: UnsubscribeRequest): Promise<void> {
    this.calls.push(`unsubscribe ${subscriptionId}`);
    this.held.delete(subscriptionId);
  }

  async dispose(): Promise<void> {
    this.isOpen = false;
  }

  receive(record: ServerRecord): void {
    if (this.isOpen) {
      this.#sink.receive(record);
    }
  }

  push(key: string, prev: number): void {
    const subscriptionId = `s-${key}`;
    if (this.held.has(subscriptionId)) {
      this.receive({ method: 'EntityUpdated', message: { subscriptionId, id: key, change: {}, prev, version: this.#version(key) } });
    }
  }

  break(error?: Error): void {
    if (this.isOpen) {
      this.isOpen = false;
      this.#sink.closed(error);
    }
  }

  #version(key: string): { seq: number; epoch: string; timestamp: string } {
    return { seq: this.#server.seqs.get(key) ?? 0, epoch: 'e', timestamp: '2026-11-22T10:00:00.0000000Z' };
  }
}
