import type { Clock } from '../clock.js';
import type { RetryDelay } from '../connection/retry-delay.js';
import type { Session } from '../connection/session.js';
import { TurnTimer } from '../loop/turn-timer.js';
import type { Turns } from '../loop/turns.js';
import { SyncError } from '../sync-error.js';
import { renewalAfter, renewalAfterFailure } from './renewal-schedule.js';
import type { SignInOutcome } from './sign-in-outcome.js';

/** Somebody who waits; `attempt` is the last attempt to connect that had begun by then. */
interface Waiter {
  readonly attempt: number;
  resolve(isAccepted: boolean): void;
  reject(reason: unknown): void;
}

/** Who hears what became of later sign-ins. */
export interface SignInObserver {
  onSignedIn(user: object | undefined): void;

  /** The application has nobody to sign in any more, but the connection is still somebody's. */
  onSignedOut(): void;
  onSignInFailed(reason: SyncError): void;
}

/**
 * Keeps the connection signed in: renews a grant before it ends, and signs in anew on demand. The first sign-in belongs to the attempt to
 * connect, which reports what became of it.
 */
export class SignInDriver {
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #retryDelay: RetryDelay;
  readonly #observer: SignInObserver;

  /** Signs in once, in time; never rejects. */
  readonly #send: (session: Session) => Promise<SignInOutcome>;
  readonly #renewal: TurnTimer;

  // Who waits for a sign-in that has yet to begin, and who for the one under way.
  #waiting: Waiter[] = [];
  #served: Waiter[] = [];
  #session: Session | undefined;
  #attempts = 0;
  #isRunning = false;
  #isSignedIn = false;
  #expiresAt: number | undefined;
  #failures = 0;

  constructor(clock: Clock, turns: Turns, retryDelay: RetryDelay, observer: SignInObserver, send: (session: Session) => Promise<SignInOutcome>) {
    this.#clock = clock;
    this.#turns = turns;
    this.#retryDelay = retryDelay;
    this.#observer = observer;
    this.#send = send;
    this.#renewal = new TurnTimer(clock, turns, () => this.#run());
  }

  /** An attempt to connect begins: it asks for the secret on its own. */
  opening(): void {
    this.#attempts++;
  }

  /** A connection is there, and the attempt's own sign-in has come to this. */
  opened(session: Session, outcome: SignInOutcome): void {
    this.#session = session;

    // Whoever asked while the attempt was under way may have had another secret in mind than the one it took.
    this.#served = this.#waiting.filter(({ attempt }) => attempt < this.#attempts);
    this.#waiting = this.#waiting.filter(({ attempt }) => attempt >= this.#attempts);
    this.#settle(outcome);
    this.#runAgain();
  }

  /** The connection is gone. Those who wait are served by the next one. */
  lost(): void {
    this.#renewal.stop();
    this.#waiting.push(...this.#served.map(waiter => ({ ...waiter, attempt: this.#attempts })));
    this.#served = [];
    this.#session = undefined;
    this.#isRunning = this.#isSignedIn = false;
    this.#expiresAt = undefined;
    this.#failures = 0;
  }

  /** Signs in anew as soon as there is a connection, with the secret as it is from now on; resolves with whether that was accepted. */
  request(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ attempt: this.#attempts, resolve, reject });
      this.#runAgain();
    });
  }

  /** No connection is coming. */
  abandon(reason: unknown): void {
    const left = [...this.#waiting, ...this.#served];
    this.#waiting = [];
    this.#served = [];
    left.forEach(waiter => waiter.reject(reason));
  }

  #runAgain(): void {
    if (this.#waiting.length > 0) {
      this.#run();
    }
  }

  #run(): void {
    const session = this.#session;
    if (!session || this.#isRunning) {
      return;
    }

    this.#renewal.stop();
    this.#isRunning = true;
    this.#served = this.#waiting;
    this.#waiting = [];
    void this.#send(session).then(outcome => this.#turns.run(() => this.#onRun(session, outcome)));
  }

  #onRun(session: Session, outcome: SignInOutcome): void {
    if (session !== this.#session) {
      return;
    }

    this.#isRunning = false;
    const isSignedOut = outcome.type === 'anonymous' && this.#isSignedIn && this.#served.length > 0;
    this.#settle(outcome);
    if (outcome.type === 'accepted') {
      this.#observer.onSignedIn(outcome.user);
    } else if (isSignedOut) {
      // The wire has no word for it; a new connection is nobody's.
      this.#observer.onSignedOut();
    }

    this.#runAgain();
  }

  #settle(outcome: SignInOutcome): void {
    switch (outcome.type) {
      case 'accepted':
        this.#isSignedIn = true;
        this.#expiresAt = outcome.expiresAt;
        this.#schedule();
        break;
      case 'refused':
        this.#expiresAt = undefined;
        this.#observer.onSignInFailed(new SyncError('unauthenticated', 'The server refused the secret; check what secretFactory gives, then call signIn().'));
        break;
      case 'failed':
        this.#observer.onSignInFailed(new SyncError(outcome.reason.code, outcome.reason.message, this.#scheduleAgain()));
        break;
      case 'anonymous':
        break;
    }

    const served = this.#served;
    this.#served = [];
    served.forEach(waiter => (outcome.type === 'failed' ? waiter.reject(outcome.reason) : waiter.resolve(outcome.type === 'accepted')));
  }

  #schedule(): void {
    const wait = this.#expiresAt === undefined ? undefined : renewalAfter(this.#expiresAt - this.#clock.now());
    if (wait !== undefined || this.#expiresAt === undefined) {
      this.#failures = 0;
    }

    if (this.#expiresAt !== undefined) {
      // Where the clocks disagree ever more slowly, or the server would be asked without a pause.
      this.#renewal.start(wait ?? this.#retryDelay(++this.#failures));
    }
  }

  /** False where nothing is left to renew: what follows is the server's to say. */
  #scheduleAgain(): boolean {
    const wait = this.#expiresAt === undefined ? undefined : renewalAfterFailure(this.#expiresAt - this.#clock.now(), this.#retryDelay(++this.#failures));
    if (wait !== undefined) {
      this.#renewal.start(wait);
    }

    return wait !== undefined;
  }
}
