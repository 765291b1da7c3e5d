import type { Clock } from '../clock.js';
import { TurnTimer } from '../loop/turn-timer.js';
import type { Turns } from '../loop/turns.js';
import { untilAborted } from '../loop/until-aborted.js';
import type { HelloResponse } from '../protocol/hello-response.js';
import type { ServerRecord } from '../protocol/server-record.js';
import { SecretSender, type SecretFactory } from '../sign-in/secret-sender.js';
import { SignInDriver } from '../sign-in/sign-in-driver.js';
import type { SignInOutcome } from '../sign-in/sign-in-outcome.js';
import { disposedError, SyncError, toSyncError } from '../sync-error.js';
import type { SyncConnectionFactory } from '../transport/sync-connection.js';
import type { ConnectionEffect } from './connection-effect.js';
import type { ConnectionEvent } from './connection-event.js';
import type { ConnectionObserver } from './connection-observer.js';
import { reduceConnection } from './connection-reducer.js';
import { idleConnection, type SyncConnectionState } from './connection-state.js';
import type { RetryDelay } from './retry-delay.js';
import { Session } from './session.js';

/** What an attempt to connect goes by. */
export interface ConnectionSettings {
  readonly connectTimeout: number;
  readonly reconnectMaxDelay: number;
  readonly maxReconnectAttempts: number;
  readonly secretFactory: SecretFactory | undefined;

  /** Who uses the application now; an object of its own for each time. */
  readonly askUser: () => object | undefined;
}

interface Waiter {
  resolve(session: Session): void;
  reject(reason: unknown): void;
}

/** Does what `reduceConnection` decides. Everything runs in a turn. */
export class ConnectionDriver {
  readonly #settings: ConnectionSettings;
  readonly #factory: SyncConnectionFactory;
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #retryDelay: RetryDelay;
  readonly #observer: ConnectionObserver;
  readonly #delay: TurnTimer;
  readonly #secrets: SecretSender;
  readonly #signIn: SignInDriver;
  #waiting: Waiter[] = [];
  #state = idleConnection;
  #session: Session | undefined;
  #isOffline = false;

  constructor(settings: ConnectionSettings, factory: SyncConnectionFactory, clock: Clock, turns: Turns, retryDelay: RetryDelay, observer: ConnectionObserver) {
    this.#settings = settings;
    this.#factory = factory;
    this.#clock = clock;
    this.#turns = turns;
    this.#retryDelay = retryDelay;
    this.#observer = observer;
    this.#delay = new TurnTimer(clock, turns, () => this.handle({ type: 'delayElapsed' }));
    this.#secrets = new SecretSender(settings.secretFactory, settings.askUser);
    this.#signIn = new SignInDriver(clock, turns, retryDelay, {
      onSignedIn: user => observer.onSignedIn(user),
      onSignedOut: () => this.handle({ type: 'signedOut' }),
      onSignInFailed: reason => observer.onSignInFailed(reason),
    }, session => this.#signInAgain(session));
  }

  /** The connections that are closing; never rejects. */
  closing: Promise<unknown> = Promise.resolve();

  get phase(): SyncConnectionState {
    return this.#state.phase;
  }

  /** Connects now; resolves when connected, rejects when given up. */
  connect(): Promise<Session> {
    return this.#wait({ type: 'connectRequested' });
  }

  /** Resolves when connected, whenever that is; rejects when given up. */
  whenConnected(): Promise<Session> {
    return this.#wait({ type: 'demanded' });
  }

  /** Signs in anew, on a connection that is made where there is none; resolves with whether that was accepted. */
  signIn(): Promise<boolean> {
    const isAccepted = this.#signIn.request();
    this.handle({ type: 'connectRequested' });
    if (this.phase === 'closed') {
      this.abandon();
    }

    return isAccepted;
  }

  /** The client is going: nobody waits for a connection any longer. */
  abandon(): void {
    const reason = disposedError('The client');
    this.#settle(reason);
    this.#signIn.abandon(reason);
  }

  /** The device has a network again, or has lost it: without one the next attempt may as well wait for it. */
  setOffline(isOffline: boolean): void {
    this.#isOffline = isOffline;
    if (this.phase === 'waiting') {
      if (isOffline) {
        this.#delay.start(this.#settings.reconnectMaxDelay);
      } else {
        this.wake();
      }
    }
  }

  /** Ends a wait for the next attempt. */
  wake(): void {
    if (this.phase === 'waiting') {
      this.handle({ type: 'connectRequested' });
    }
  }

  handle(event: ConnectionEvent): void {
    const before = this.#state;
    const { state, effects } = reduceConnection(before, event, this.#settings.maxReconnectAttempts);
    this.#state = state;
    if (before.phase !== state.phase) {
      this.#observer.onPhase(state.phase);
      if (before.phase === 'givenUp') {
        this.#observer.onTryAgain();
      }
    }

    effects.forEach(effect => this.#execute(effect));
  }

  #wait(wish: ConnectionEvent): Promise<Session> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.handle(wish);
      switch (this.phase) {
        case 'connected': return this.#settle();
        case 'givenUp': return this.#settle(this.#state.reason);
        case 'closed': return this.abandon();
        default: return;
      }
    });
  }

  #settle(reason?: SyncError): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) {
      if (this.#session && !reason) {
        resolve(this.#session);
      } else {
        reject(reason);
      }
    }
  }

  #execute(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'open':
        this.#open();
        break;
      case 'close':
        this.#close();
        break;
      case 'startDelay': {
        const wanted = effect.afterMs ?? this.#retryDelay(effect.backoff);
        const delay = this.#isOffline ? Math.max(wanted, this.#settings.reconnectMaxDelay) : wanted;
        this.#observer.onReconnectAttempt(effect.attempt, delay, effect.reason);
        this.#delay.start(delay);
        break;
      }

      case 'stopDelay':
        this.#delay.stop();
        break;
      case 'tellConnected':
        this.#observer.onConnected();
        this.#settle();
        break;
      case 'tellDisconnected':
        this.#observer.onDisconnected(effect.reason);
        break;
      case 'tellGivenUp':
        this.#observer.onGivenUp(effect.reason);
        this.#settle(effect.reason);
        this.#signIn.abandon(effect.reason);
        break;
    }
  }

  #open(): void {
    this.#signIn.opening();
    let session: Session;
    try {
      session = new Session(
        this.#factory,
        (from, record) => this.#turns.run(() => this.#onReceived(from, record)),
        (from, error) => this.#turns.run(() => this.#onClosed(from, error)),
      );
    } catch (error) {
      // The application's own builder lacks something; trying again would not add it.
      this.handle({ type: 'openFailed', reason: toSyncError(error, 'connect-failed', 'The connection could not be built: '), isFinal: true });
      return;
    }

    this.#session = session;
    const user = this.#settings.askUser();
    this.#greet(session).then(
      ({ hello, signIn }) => this.#turns.run(() => this.#onOpened(session, hello, signIn, user === this.#settings.askUser() ? user : undefined)),
      (error: unknown) => this.#turns.run(() => this.#onOpenFailed(session, error)),
    );
  }

  #greet(session: Session): Promise<{ readonly hello: HelloResponse | undefined; readonly signIn: SignInOutcome }> {
    return this.#inTime(session, 'The connection was not made, greeted and signed in', 'connect-failed', async signal => {
      await session.connection.start(signal);
      const hello = await session.connection.hello({ protocols: [1] }, signal);
      return { hello, signIn: await this.#secrets.send(session, signal) };
    });
  }

  async #signInAgain(session: Session): Promise<SignInOutcome> {
    try {
      return await this.#inTime(session, 'Signing in did not end', 'sign-in-failed', signal => this.#secrets.send(session, signal));
    } catch (error) {
      return { type: 'failed', reason: toSyncError(error, 'sign-in-failed', 'Signing in failed: ', true) };
    }
  }

  /** Does something with a connection within `connectTimeout`, as long as the connection is not given up. */
  async #inTime<T>(session: Session, what: string, code: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const attempt = new AbortController();
    const { connectTimeout } = this.#settings;
    const overdue = this.#clock.setTimeout(
      () => attempt.abort(new SyncError(code, `${what} within connectTimeout (${connectTimeout} ms).`, true)), connectTimeout);
    const ended = (): void => attempt.abort(session.ended.reason);
    session.ended.addEventListener('abort', ended, { once: true });
    if (session.ended.aborted) {
      ended();
    }

    try {
      return await untilAborted(work(attempt.signal), attempt.signal);
    } finally {
      this.#clock.clearTimeout(overdue);
      session.ended.removeEventListener('abort', ended);
    }
  }

  #onOpened(session: Session, hello: HelloResponse | undefined, signIn: SignInOutcome, user: object | undefined): void {
    if (session !== this.#session) {
      return;
    }

    // Before anybody hears of the connection.
    session.receiveBytes = hello?.limits.receiveBytes || session.receiveBytes;
    this.handle({ type: 'opened' });
    if (this.phase === 'connected') {
      this.#signIn.opened(session, signIn);
      this.#observer.onOpened(session, hello?.limits, user);
    }
  }

  #onOpenFailed(session: Session, error: unknown): void {
    if (session === this.#session) {
      const reason = toSyncError(error, 'connect-failed', 'The connection could not be made: ', true);
      this.handle({ type: 'openFailed', reason, isFinal: reason.code === 'unsupported-protocol' });
    }
  }

  #onReceived(session: Session, record: ServerRecord): void {
    if (session !== this.#session) {
      return;
    }

    switch (record.method) {
      case 'Closing': return this.handle({ type: 'serverCloses', closing: record.message });
      case 'Message': return this.#observer.onMessage(record.message);
      default: this.#observer.onRecord(record);
    }
  }

  #onClosed(session: Session, error: Error | undefined): void {
    if (session === this.#session) {
      const message = error ? `The connection broke: ${error.message}` : 'The server closed the connection.';
      this.handle({ type: 'lost', reason: new SyncError('connection-lost', message, true) });
    }
  }

  #close(): void {
    const session = this.#session;
    if (session) {
      this.#session = undefined;
      this.#signIn.lost();
      this.#observer.onLost();
      this.closing = Promise.all([this.closing, session.dispose(new SyncError('connection-lost', 'The connection has ended.', true))]);
    }
  }
}
