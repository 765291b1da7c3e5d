import type { Json } from '../json/json.js';
import type { AuthenticateResponse } from '../protocol/authenticate-response.js';
import type { HelloResponse } from '../protocol/hello-response.js';
import type { AuthenticateRequest, HelloRequest, SubscribeManyRequest, UnsubscribeRequest } from '../protocol/requests.js';
import type { ServerRecord } from '../protocol/server-record.js';

/** One connection, from start to end: never started twice, so what arrives on it belongs to it alone. */
export interface SyncConnection {
  /** Connects. After that the sink hears what arrives, and at last that the connection has closed. */
  start(signal: AbortSignal): Promise<void>;

  /**
   * Agrees on the protocol; undefined from a server that does not know the method.
   * @throws {SyncError} `unsupported-protocol`: the server shares no version.
   */
  hello(request: HelloRequest, signal: AbortSignal): Promise<HelloResponse | undefined>;

  /** Signs in; the answer says whether that was accepted. */
  authenticate(request: AuthenticateRequest, signal: AbortSignal): Promise<AuthenticateResponse>;

  /**
   * Resolves when the server has accepted the requests; the answers come one by one.
   * @throws {SyncError} `request-failed`: the server refused the call as a whole.
   */
  subscribe(request: SubscribeManyRequest): Promise<void>;

  /**
   * Resolves when the server's own handler has ended.
   * @throws {SyncError} `request-failed`: the server refused the message, or its handler failed.
   */
  send(payload: Json): Promise<void>;

  /** Resolves when the request is on its way. */
  unsubscribe(request: UnsubscribeRequest): Promise<void>;

  /** Closes; the sink hears nothing more. Never rejects. */
  dispose(): Promise<void>;
}

/** Where a connection delivers. */
export interface SyncConnectionSink {
  /** Takes what the server called, in order. Never throws. */
  receive(record: ServerRecord): void;

  /** The connection is over; without an error where it was closed in order. Told at most once. */
  closed(error?: Error): void;
}

/** Makes connections, one for each attempt. */
export interface SyncConnectionFactory {
  create(sink: SyncConnectionSink): SyncConnection;
}
