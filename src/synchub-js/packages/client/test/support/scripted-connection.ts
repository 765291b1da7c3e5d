import type { Json } from '../../src/json/json.js';
import type { AuthenticateResponse } from '../../src/protocol/authenticate-response.js';
import type { HelloResponse } from '../../src/protocol/hello-response.js';
import { readRecord } from '../../src/protocol/read-record.js';
import type { AuthenticateRequest, HelloRequest, SubscribeCollectionRequest, SubscribeEntityRequest, SubscribeManyRequest, UnsubscribeRequest } from '../../src/protocol/requests.js';
import type { ServerMessages, ServerRecord } from '../../src/protocol/server-record.js';
import type { SyncConnection, SyncConnectionFactory, SyncConnectionSink } from '../../src/transport/sync-connection.js';

/** The peer of a client under test: makes connections that do what the test says. */
export class ScriptedServer implements SyncConnectionFactory {
  readonly connections: ScriptedConnection[] = [];

  /** Runs in `start` of every connection; throw to refuse it. */
  onStart: (connection: ScriptedConnection) => Promise<void> | void = () => undefined;
  onHello: () => Promise<HelloResponse | undefined> | HelloResponse | undefined = () => hello();
  onAuthenticate: (secret: string) => Promise<AuthenticateResponse> | AuthenticateResponse = () => ({ ok: true });
  onSubscribe: (request: SubscribeManyRequest) => Promise<void> | void = () => undefined;
  onSend: (payload: Json) => Promise<void> | void = () => undefined;

  /** The connection that was made last. */
  get connection(): ScriptedConnection {
    const last = this.connections.at(-1);
    if (!last) {
      throw new Error('The client has made no connection.');
    }

    return last;
  }

  create(sink: SyncConnectionSink): SyncConnection {
    const connection = new ScriptedConnection(this, sink);
    this.connections.push(connection);
    return connection;
  }
}

export class ScriptedConnection implements SyncConnection {
  /** What the client has called, in order, as it would be on the wire. */
  readonly calls: SubscribeManyRequest[] = [];
  readonly unsubscribes: UnsubscribeRequest[] = [];
  readonly hellos: HelloRequest[] = [];
  readonly secrets: string[] = [];
  readonly messages: Json[] = [];
  isStarted = false;
  isDisposed = false;
  readonly #server: ScriptedServer;
  readonly #sink: SyncConnectionSink;

  constructor(server: ScriptedServer, sink: SyncConnectionSink) {
    this.#server = server;
    this.#sink = sink;
  }

  /** All requests that were sent and not taken yet, in order. */
  takeRequests(): (SubscribeEntityRequest & SubscribeCollectionRequest)[] {
    return this.calls.splice(0).flatMap(({ entities = [], collections = [] }) => [...entities, ...collections]) as (SubscribeEntityRequest & SubscribeCollectionRequest)[];
  }

  /** The only request that was sent and not taken yet. */
  takeRequest(): SubscribeEntityRequest & SubscribeCollectionRequest {
    const requests = this.takeRequests();
    if (requests.length !== 1) {
      throw new Error(`The client has sent ${requests.length} requests where one was expected: ${JSON.stringify(requests)}`);
    }

    return requests[0] as SubscribeEntityRequest & SubscribeCollectionRequest;
  }

  /** What the server calls on the client. */
  push<Method extends keyof ServerMessages>(method: Method, message: ServerMessages[Method]): void {
    // Through JSON, as on a wire: no object is shared between what a test holds and what the client is given.
    const record = readRecord(method, JSON.parse(JSON.stringify(message)));
    if (!record) {
      throw new Error(`${method} has not its form: ${JSON.stringify(message)}`);
    }

    this.#sink.receive(record);
  }

  /** The same for a record that is one already. */
  receive(record: ServerRecord): void {
    this.#sink.receive(record);
  }

  /** The connection breaks. */
  break(error?: Error): void {
    this.#sink.closed(error);
  }

  async start(): Promise<void> {
    this.isStarted = true;
    await this.#server.onStart(this);
  }

  async hello(request: HelloRequest): Promise<HelloResponse | undefined> {
    this.hellos.push(request);
    return this.#server.onHello();
  }

  async authenticate({ secret }: AuthenticateRequest): Promise<AuthenticateResponse> {
    this.secrets.push(secret);
    return this.#server.onAuthenticate(secret);
  }

  async subscribe(request: SubscribeManyRequest): Promise<void> {
    this.calls.push(request);
    await this.#server.onSubscribe(request);
  }

  async send(payload: Json): Promise<void> {
    this.messages.push(payload);
    await this.#server.onSend(payload);
  }

  async unsubscribe(request: UnsubscribeRequest): Promise<void> {
    this.unsubscribes.push(request);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}

/** A greeting. */
export function hello(receiveBytes: number = 256 * 1024, subscriptionsPerConnection: number = 1_000): HelloResponse {
  return {
    protocol: 1,
    features: [],
    limits: {
      subscriptionsPerConnection, keyLength: 256, receiveBytes, filterDepth: 8, filterTerms: 64, listLength: 1_000, top: 1_000, skip: 10_000, patternLength: 256, matches: 5_000,
    },
  };
}
