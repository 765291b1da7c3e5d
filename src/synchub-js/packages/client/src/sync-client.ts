import { systemClock } from './clock.js';
import type { CollectionData } from './collections/collection-data.js';
import { collectionTarget } from './collections/collection-target.js';
import { LiveCollection } from './collections/live-collection.js';
import { toQuery, type QuerySource } from './collections/query-source.js';
import { ConnectionDriver } from './connection/connection-driver.js';
import type { SyncConnectionState } from './connection/connection-state.js';
import { retryDelay } from './connection/retry-delay.js';
import { entityTarget } from './entities/entity-target.js';
import { LiveEntity } from './entities/live-entity.js';
import { Emitter } from './events/emitter.js';
import type { SyncEvents } from './events/sync-events.js';
import { Handle } from './handles/handle.js';
import type { HandleHost } from './handles/handle-host.js';
import type { SyncState } from './handles/sync-state.js';
import type { Json } from './json/json.js';
import { untilAborted } from './loop/until-aborted.js';
import type { AnyModels, ModelOptions, ModelTypes } from './models/models.js';
import type { MutationBuilder } from './mutations/mutation-builder.js';
import type { MutationList } from './mutations/mutation-list.js';
import type { SubscriptionWrites } from './mutations/subscription-writes.js';
import type { SyncMutation } from './mutations/sync-mutation.js';
import { checkOptions, defaults } from './options/check-options.js';
import type { SyncClientOptions } from './options/sync-client-options.js';
import { browserPage } from './page/page-signals.js';
import { PageWatch } from './page/page-watch.js';
import type { ResolverRow } from './protocol/subscribed.js';
import type { SyncKey } from './protocol/sync-key.js';
import { LiveRows } from './resolvers/live-rows.js';
import { rowsTarget } from './resolvers/rows-target.js';
import type { SubscriptionCache } from './stores/subscription-cache.js';
import { SubscriptionTable } from './subscriptions/subscription-table.js';
import type { SubscriptionTarget } from './subscriptions/subscription-target.js';
import { disposedError, SyncError, toSyncError } from './sync-error.js';
import { hubConnection } from './transport/hub-connection.js';

/**
 * A client of one SyncHub server. It connects by itself when something is subscribed to, comes back after every break and brings all
 * subscriptions up to date. Listeners are called after the state has changed, one at a time; what they throw is reported as `callbackFailed`.
 * @typeParam M The models, see `defineModels`.
 */
export class SyncClient<M extends { readonly [model in keyof M]: ModelTypes } = AnyModels> {
  readonly #options: SyncClientOptions<M>;
  readonly #events = new Emitter();
  readonly #table: SubscriptionTable;
  readonly #connection: ConnectionDriver;
  readonly #cache: SubscriptionCache | undefined;
  readonly #writes: SubscriptionWrites | undefined;
  readonly #page: PageWatch | undefined;
  readonly #host: HandleHost;
  #disposal: Promise<void> | undefined;

  /**
   * Nothing is sent before the first subscription or `connect()`.
   * @throws {SyncOptionsError} An option cannot work; the error lists every problem.
   */
  constructor(options: SyncClientOptions<M>) {
    checkOptions(options);
    this.#options = options;
    const { turns } = this.#events;
    const settings = { ...defaults, ...defined(options) };
    const clock = options.clock ?? systemClock;
    const delay = retryDelay(settings.reconnectBaseDelay, settings.reconnectMaxDelay, options.random ?? Math.random);
    const emit = this.#events.emit.bind(this.#events);
    const table = new SubscriptionTable(clock, turns, delay, settings.maxSuspended, {
      onAdded: subscription => {
        this.#writes?.onAdded(subscription);
        this.#cache?.onAdded(subscription);
      },
      onRemoved: subscription => {
        this.#writes?.onRemoved(subscription);
        this.#cache?.onRemoved(subscription);
      },
      onAsked: subscription => this.#cache?.onAsked(subscription),
      onPush: (holder, push) => this.#writes?.onPush(holder, push),
      onAnswer: answer => this.#writes?.onAnswer(answer),
      onChanged: (subscription, before, event) => {
        if (this.#writes) {
          this.#writes.onChanged(subscription);
        } else {
          table.show(subscription);
        }

        this.#cache?.onChanged(subscription, before, event);
      },
      onResync: ({ target }, reason) => emit('resynced', { model: target.model, reason }),
      present: subscription => this.#writes?.present(subscription) ?? subscription.state,
    });
    this.#table = table;
    this.#writes = options.mutations?.open({
      clock,
      turns,
      mutationTimeout: settings.mutationTimeout,
      kindsOf: model => (options.models?.options as { readonly [model: string]: ModelOptions } | undefined)?.[model]?.kinds,
      subscriptionsOf: model => table.ofModel(model),
      show: subscription => table.show(subscription),
    });
    this.#cache = options.cache?.open({
      server: options.url?.replace(/[?#].*/, '') ?? '',
      clock,
      turns,
      apply: (subscription, event) => table.apply(subscription, event),
      failed: error => emit('cacheFailed', error),
    });
    const connection = new ConnectionDriver(
      { ...settings, secretFactory: options.secretFactory, askUser: () => this.#cache?.ask() },
      options.connection ?? hubConnection(options),
      clock, turns, delay, {
        onPhase: phase => emit('connectionStateChanged', phase),
        onConnected: () => emit('connected', undefined),
        onDisconnected: reason => emit('disconnected', reason),
        onReconnectAttempt: (attempt, wait, reason) => emit('reconnectAttempt', { attempt, delay: wait, reason }),
        onGivenUp: reason => {
          emit('reconnectFailed', reason);
          table.gaveUp(reason);
        },
        onSignInFailed: reason => emit('signInFailed', reason),
        onMessage: payload => emit('messageReceived', payload),
        onOpened: (session, limits, user) => {
          this.#cache?.confirm(user);
          table.opened(session, limits);
        },
        onLost: () => table.lost(),
        onTryAgain: () => table.tryAgain(),
        onSignedIn: user => {
          this.#cache?.confirm(user);
          table.signedIn();
        },
        onRecord: record => table.receive(record),
      });
    this.#connection = connection;
    this.#host = {
      turns,
      release: handle => turns.run(() => table.release(handle)),
      retry: handle => turns.run(() => {
        if (connection.phase === 'givenUp') {
          connection.handle({ type: 'connectRequested' });
        }

        table.apply(handle.subscription, { type: 'retry' });
      }),
      askAgain: handle => turns.run(() => table.apply(handle.subscription, { type: 'questioned' })),
    };
    const page = options.page === undefined ? browserPage() : options.page;
    this.#page = page ? new PageWatch(page, settings.hiddenDelay, clock, turns, {
      onPaused: () => table.pause(),
      onShown: () => {
        table.resume();
        connection.wake();
      },
      onOffline: isOffline => connection.setOffline(isOffline),
    }) : undefined;
  }

  /** Where the client stands with its server. */
  get connectionState(): SyncConnectionState {
    return this.#connection.phase;
  }

  /**
   * Subscribes to one entity. Returns at once; the data follows when the server has answered. Handles on the same model and key share one
   * subscription.
   * @param model The model's name on the server.
   * @throws {SyncError} `disposed`: the client is disposed of.
   */
  entity<Name extends keyof M & string>(model: Name, key: M[Name]['key']): LiveEntity<M[Name]['entity']> {
    return new LiveEntity(this.#attach(entityTarget(model, key), model), model, key);
  }

  /**
   * Subscribes to the entities that match a query. Returns at once; the data follows when the server has answered. Handles whose queries mean the
   * same share one subscription.
   * @param model The model's name on the server.
   * @param query Which entities, in which order, which page: the query builder's, or the wire form. Default: all, in the key's order.
   * @throws {SyncError} `disposed`: the client is disposed of.
   */
  collection<Name extends keyof M & string>(model: Name, query: QuerySource = {}): LiveCollection<M[Name]['entity']> {
    const wire = toQuery(query);
    return new LiveCollection(this.#attach<CollectionData<M[Name]['entity']>>(collectionTarget(model, wire), model), model, wire);
  }

  /**
   * Subscribes to what a resolver of the server's application says about a key.
   * @param resolver The name that the server registered the resolver under.
   * @throws {SyncError} `disposed`: the client is disposed of.
   */
  rows(resolver: string, key: SyncKey): LiveRows {
    return new LiveRows(this.#attach<readonly ResolverRow[]>(rowsTarget(resolver, key)), resolver, key);
  }

  /**
   * What there is to see of an entity without subscribing to it: the state of the subscription that the client has, `suspended` where nobody observes it
   * at present; `connecting` where it has none. For what is drawn before it may have effects, as in a rendering of React. The very same object until something changes.
   */
  peekEntity<Name extends keyof M & string>(model: Name, key: M[Name]['key']): SyncState<M[Name]['entity'] | null> {
    return this.#peek(entityTarget(model, key));
  }

  /** What there is to see of a collection without subscribing to it, see `peekEntity`. */
  peekCollection<Name extends keyof M & string>(model: Name, query: QuerySource = {}): SyncState<CollectionData<M[Name]['entity']>> {
    return this.#peek(collectionTarget(model, toQuery(query)));
  }

  /** What there is to see of a resolver's rows without subscribing to them, see `peekEntity`. */
  peekRows(resolver: string, key: SyncKey): SyncState<readonly ResolverRow[]> {
    return this.#peek(rowsTarget(resolver, key));
  }

  /**
   * Changes rows locally, at once and wherever they are shown: entities, and collections, where filter and order decide what the change makes of the
   * page. It lies over the server's data until that contains it, or it comes to nothing. It changes nothing on the server: that is the application's own
   * call, best made with `via`: `await client.mutate(m => m.update('TaskItem', id, { title })).via(fetch => fetch(…))`. Needs the option `mutations`.
   * @returns What becomes of it.
   * @throws TypeError Nothing is changed, or a value cannot be written as JSON.
   * @throws {SyncError} `disposed`: the client is disposed of; `mutation-failed`: there is no option `mutations`.
   */
  mutate(changes: (mutation: MutationBuilder<M>) => unknown): SyncMutation {
    this.#throwIfDisposed();
    return this.#events.turns.run(() => this.#mutations().mutate<M>(changes));
  }

  /** The mutations that are shown and that the server's data does not contain everywhere yet. Needs the option `mutations`. */
  get pendingMutations(): MutationList {
    return this.#mutations().table.pending;
  }

  /** The mutations that were refused, the latest 100 at most, until they are dismissed or their row is changed again. Needs the option `mutations`. */
  get failedMutations(): MutationList {
    return this.#mutations().table.failed;
  }

  /**
   * Has the listener called for each event of that name.
   * @returns Ends that.
   */
  on<Name extends keyof SyncEvents>(event: Name, listener: (args: SyncEvents[Name]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /**
   * Connects now, without waiting for a subscription or for the next attempt's time, and starts again where the client had given up. Resolves when
   * connected; failed attempts are repeated as after a break.
   * @param signal Ends the waiting, not the connecting.
   * @throws {SyncError} The client has given up, or is disposed of.
   */
  async connect(signal?: AbortSignal): Promise<void> {
    await untilAborted(this.#events.turns.run(() => this.#connection.connect()), signal);
  }

  /**
   * Asks `secretFactory` again and signs in with what it gives, on the connection that is there; connects where there is none. For when somebody
   * else uses the application from now on: the server judges every subscription anew, and handles that were refused are asked for again. Where the
   * factory gives nothing and the connection was signed in, it is replaced by a fresh one.
   * @param signal Ends the waiting, not the signing in.
   * @returns Whether the server has accepted the secret.
   * @throws {SyncError} The factory threw, the server did not answer, or the client has given up connecting or is disposed of.
   */
  async signIn(signal?: AbortSignal): Promise<boolean> {
    if (!this.#options.secretFactory) {
      throw new SyncError('sign-in-failed', 'There is nothing to sign in with; give the option secretFactory.');
    }

    this.#cache?.ask();
    return untilAborted(this.#events.turns.run(() => this.#connection.signIn()), signal);
  }

  /**
   * Removes everything from the store of the option `cache`, and forgets the data of subscriptions that nobody observes, for when a user signs out.
   * What handles show stays, but is not stored again before the server has been asked for it anew.
   * @throws {SyncError} `cache-failed`: the store failed or took too long, so that entries may be left; or the client is disposed of.
   */
  async clearCache(): Promise<void> {
    this.#throwIfDisposed();
    this.#cache?.ask();
    const failure = await this.#cache?.clear();
    if (failure !== undefined) {
      throw toSyncError(failure, 'cache-failed', 'The local store could not be cleared: ', true);
    }
  }

  /**
   * Sends a message of the application's own to the server's handler. Waits for a connection where there is none, and resolves when the handler has
   * ended. Sent once at most.
   * @param signal Ends the waiting; a message that has left is not called back.
   * @throws {SyncError} `connection-lost`: nobody knows whether the message arrived; `request-failed`: the server refused it or its handler threw;
   * `limit-exceeded`: it is larger than the server reads; or the client has given up connecting or is disposed of.
   */
  async send(payload: Json, signal?: AbortSignal): Promise<void> {
    const session = await untilAborted(this.#events.turns.run(() => this.#connection.whenConnected()), signal);
    const size = new TextEncoder().encode(JSON.stringify(payload)).length;
    if (size >= session.receiveBytes / 2) {
      throw new SyncError('limit-exceeded', `A message takes ${size} bytes, and the server reads ${session.receiveBytes} at most; send less at a time.`);
    }

    try {
      await untilAborted(untilAborted(session.connection.send(payload), session.ended), signal);
    } catch (error) {
      if (signal?.aborted) {
        throw error;
      }

      throw toSyncError(error, 'connection-lost', 'The connection broke before the message was answered: ', true);
    }
  }

  /** Tries everything again that has failed: handles in the state `error`, subscriptions that wait to ask again, the connection if there is none. */
  retry(): void {
    this.#throwIfDisposed();
    this.#events.turns.run(() => {
      this.#connection.handle({ type: 'connectRequested' });
      this.#table.retryAll();
    });
  }

  /** Closes the connection, ends every handle, and leaves no timer behind. Resolves when that is done; never rejects. Further calls wait for the first. */
  dispose(): Promise<void> {
    return (this.#disposal ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #attach<TData>(target: SubscriptionTarget, model?: keyof M): Handle<TData> {
    this.#throwIfDisposed();
    const { suspendDelay } = (model === undefined ? undefined : this.#options.models?.options[model] as ModelOptions | undefined) ?? {};
    return this.#events.turns.run(() => {
      this.#cache?.ask();
      const handle = new Handle<TData>(this.#host, target.id, this.#table.get(target), suspendDelay ?? this.#options.suspendDelay ?? defaults.suspendDelay);
      this.#table.attach(handle as Handle);
      this.#connection.handle({ type: 'demanded' });
      return handle;
    });
  }

  #peek<TData>(target: SubscriptionTarget): SyncState<TData> {
    return this.#table.peek(target).state as SyncState<TData>;
  }

  #mutations(): SubscriptionWrites {
    if (!this.#writes) {
      throw new SyncError('mutation-failed', 'This client has no option mutations; give mutations: optimisticWrites().');
    }

    return this.#writes;
  }

  #throwIfDisposed(): void {
    if (this.#disposal) {
      throw disposedError('The client');
    }
  }

  async #close(): Promise<void> {
    this.#page?.dispose();
    this.#events.turns.run(() => {
      this.#connection.handle({ type: 'disposed' });
      this.#connection.abandon();
      this.#table.close();
      this.#writes?.table.close();
      this.#cache?.close();
    });
    await this.#cache?.dispose();
    await this.#connection.closing;
  }
}

/** Without what is undefined, which stands for the default. */
function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
