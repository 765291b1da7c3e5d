import type { Json } from '../json/json.js';
import type { AuthenticateResponse } from '../protocol/authenticate-response.js';
import type { HelloResponse } from '../protocol/hello-response.js';
import type { AuthenticateRequest, HelloRequest, SubscribeManyRequest, UnsubscribeRequest } from '../protocol/requests.js';
import type { SyncConnection, SyncConnectionFactory, SyncConnectionSink } from '../transport/sync-connection.js';
import { Alone } from './alone.js';
import { Follower } from './follower.js';
import { Leader } from './leader.js';
import type { TabCall } from './multiplexer/tab-call.js';
import { shareName } from './share-name.js';
import { connectionLost } from './tab-error.js';
import type { TabEnvironment } from './tab-environment.js';
import type { TabRole, TabRoleHost } from './tab-role.js';
import { takePlace } from './take-place.js';
import type { Place } from './take-place.js';

interface Share {
  readonly server: string;
  readonly identity: () => string | null;
  readonly environment: TabEnvironment;
  readonly now: () => number;
}

/** One tab's share in a connection, from when it takes its place until it leaves it. */
export class SharedSyncConnection implements SyncConnection, TabRoleHost {
  readonly #inner: SyncConnectionFactory;
  readonly #share: Share;
  readonly #sink: SyncConnectionSink;
  readonly #over = new AbortController();
  #identity: string | null = null;
  #role: TabRole | undefined;
  #hasStarted = false;
  #stopWatching: () => void = () => undefined;

  constructor(inner: SyncConnectionFactory, share: Share, sink: SyncConnectionSink) {
    this.#inner = inner;
    this.#share = share;
    this.#sink = sink;
  }

  async start(signal: AbortSignal): Promise<void> {
    const giveUp = (): void => void this.#end(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener('abort', giveUp);
    try {
      await this.#share.environment.page.whenAwake(this.#over.signal);
      this.#stopWatching = this.#share.environment.page.onSleep(() => this.#sleep());
      await this.#enter(this.#over.signal);
      this.#over.signal.throwIfAborted();
      this.#hasStarted = true;
    } catch (error) {
      await this.#end(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async hello(request: HelloRequest, signal: AbortSignal): Promise<HelloResponse | undefined> {
    return (await this.#call({ method: 'hello', argument: request }, signal)) as HelloResponse | undefined;
  }

  async authenticate(request: AuthenticateRequest, signal: AbortSignal): Promise<AuthenticateResponse> {
    return (await this.#call({ method: 'authenticate', argument: request }, signal)) as AuthenticateResponse;
  }

  async subscribe(request: SubscribeManyRequest): Promise<void> {
    await this.#call({ method: 'subscribe', argument: request });
  }

  async send(payload: Json): Promise<void> {
    await this.#call({ method: 'send', argument: payload });
  }

  async unsubscribe(request: UnsubscribeRequest): Promise<void> {
    await this.#call({ method: 'unsubscribe', argument: request });
  }

  async dispose(): Promise<void> {
    await this.#end(connectionLost('The connection was closed.'));
  }

  /** @internal */
  receive(record: Parameters<SyncConnectionSink['receive']>[0]): void {
    if (!this.#over.signal.aborted) {
      this.#sink.receive(record);
    }
  }

  /** @internal */
  lost(error: Error | undefined, leaderLeft: boolean): void {
    this.#close(error, leaderLeft ? 'leader-left' : undefined);
  }

  async #enter(signal: AbortSignal): Promise<void> {
    this.#identity = this.#share.identity();
    const { environment, server, now } = this.#share;
    let place: Place;
    try {
      place = await takePlace(environment, shareName(server, this.#identity), signal);
    } catch {
      signal.throwIfAborted();
      // The browser has locks and channels but refuses them here, as to a page without an origin.
      const alone = new Alone(this.#inner, this);
      this.#role = alone;
      await alone.start(signal);
      return;
    }

    if (place.role === 'follower') {
      this.#role = new Follower(environment, place, this);
    } else {
      const leader = new Leader(this.#inner, environment, place, this, now);
      this.#role = leader;
      await leader.start(signal);
    }
  }

  async #call(request: TabCall, signal?: AbortSignal): Promise<unknown> {
    this.#over.signal.throwIfAborted();
    if (!this.#role) {
      throw connectionLost(`'${request.method}' came before the connection had started; await start first.`);
    }

    if (this.#share.identity() !== this.#identity) {
      const error = connectionLost('Another user has this tab now, and shares no connection with the one before; it connects anew.');
      this.#close(error, 'identity-changed');
      throw error;
    }

    return this.#role.call(request, signal);
  }

  #sleep(): void {
    this.#close(connectionLost('The page was frozen or left; it connects anew when it is back.'), undefined);
  }

  /** Ends, and tells the sink; with a code it is also told to come back at once, as by a server that closes. */
  #close(error: Error | undefined, code: string | undefined): void {
    if (this.#over.signal.aborted) {
      return;
    }

    void this.#end(error ?? connectionLost('The connection was closed.'));
    if (!this.#hasStarted) {
      // Whoever started it hears it by that.
      return;
    }

    if (code !== undefined) {
      this.#sink.receive({ method: 'Closing', message: { code, reconnect: true, afterMs: 0 } });
    }

    this.#sink.closed(error);
  }

  async #end(reason: unknown): Promise<void> {
    this.#stopWatching();
    this.#over.abort(reason);
    await this.#role?.end();
  }
}
