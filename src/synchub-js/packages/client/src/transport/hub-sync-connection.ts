import type { HubConnection } from '@microsoft/signalr';
import type { Json } from '../json/json.js';
import type { AuthenticateResponse } from '../protocol/authenticate-response.js';
import type { HelloResponse } from '../protocol/hello-response.js';
import { readAuthenticateResponse, readHelloResponse, readRecord, serverMethods } from '../protocol/read-record.js';
import type { AuthenticateRequest, HelloRequest, SubscribeManyRequest, UnsubscribeRequest } from '../protocol/requests.js';
import { messageOf, SyncError } from '../sync-error.js';
import type { SyncConnection, SyncConnectionSink } from './sync-connection.js';

/** A connection over SignalR's own. */
export class HubSyncConnection implements SyncConnection {
  readonly #connection: HubConnection;
  #isOver = false;

  constructor(connection: HubConnection, sink: SyncConnectionSink) {
    this.#connection = connection;
    for (const method of serverMethods) {
      connection.on(method, (message: unknown) => {
        const record = readRecord(method, message);
        if (this.#isOver) {
          return;
        }

        if (record) {
          sink.receive(record);
        } else {
          // To pass it over could leave a request without its answer for ever; a new connection starts from what is known.
          void this.#end(sink, new SyncError('request-failed', `The server called ${method} with something that has not its form; use matching versions of SyncHub.`, true));
        }
      });
    }

    connection.onclose(error => void this.#end(sink, error));
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  async hello(request: HelloRequest): Promise<HelloResponse | undefined> {
    let answer: unknown;
    try {
      answer = await this.#connection.invoke('Hello', request);
    } catch (error) {
      const message = messageOf(error);
      if (message.includes('unsupported-protocol')) {
        throw new SyncError('unsupported-protocol', message, false, { cause: error });
      }

      if (this.#connection.state !== 'Connected') {
        throw error;
      }

      // A server that does not know the method speaks version 1.
      return undefined;
    }

    const hello = readHelloResponse(answer);
    if (hello && hello.protocol !== 1) {
      throw new SyncError('unsupported-protocol', `The server chose protocol version ${hello.protocol}, this client speaks 1; use matching versions of SyncHub.`);
    }

    return hello;
  }

  async authenticate(request: AuthenticateRequest): Promise<AuthenticateResponse> {
    const response = readAuthenticateResponse(await this.#connection.invoke('Authenticate', request));
    if (!response) {
      throw new SyncError('sign-in-failed', 'Authenticate was answered with something that is no answer to it.', true);
    }

    return response;
  }

  subscribe(request: SubscribeManyRequest): Promise<void> {
    return this.#invoke('SubscribeMany', request);
  }

  send(payload: Json): Promise<void> {
    return this.#invoke('Send', payload);
  }

  unsubscribe(request: UnsubscribeRequest): Promise<void> {
    return this.#connection.send('Unsubscribe', request);
  }

  async dispose(): Promise<void> {
    this.#isOver = true;
    await this.#connection.stop();
  }

  async #invoke(method: string, argument: unknown): Promise<void> {
    try {
      await this.#connection.invoke(method, argument);
    } catch (error) {
      // While the connection stands, it was the server that refused.
      throw this.#connection.state === 'Connected' ? new SyncError('request-failed', messageOf(error), false, { cause: error }) : error;
    }
  }

  async #end(sink: SyncConnectionSink, error: Error | undefined): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      sink.closed(error);
      await this.#connection.stop();
    }
  }
}
