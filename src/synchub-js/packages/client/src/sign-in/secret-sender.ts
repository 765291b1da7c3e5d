import type { Session } from '../connection/session.js';
import { untilAborted } from '../loop/until-aborted.js';
import { toSyncError } from '../sync-error.js';
import type { SignInOutcome } from './sign-in-outcome.js';

/** Gives the secret, or nothing for nobody. */
export type SecretFactory = (signal: AbortSignal) => string | null | undefined | PromiseLike<string | null | undefined>;

/** Asks the application for its secret and shows it to the server. */
export class SecretSender {
  readonly #factory: SecretFactory | undefined;
  readonly #askUser: () => object | undefined;

  constructor(factory: SecretFactory | undefined, askUser: () => object | undefined) {
    this.#factory = factory;
    this.#askUser = askUser;
  }

  /**
   * Signs in on a connection.
   * @throws {SyncError} `sign-in-failed`: there was no answer to go by.
   */
  async send({ connection }: Session, signal: AbortSignal): Promise<SignInOutcome> {
    const factory = this.#factory;
    if (!factory) {
      return { type: 'anonymous' };
    }

    const user = this.#askUser();
    const secret = await attempt('secretFactory threw: ', signal, async () => factory(signal));
    if (!secret) {
      return { type: 'anonymous' };
    }

    // Before the server hears of it: what it says from then on may be for somebody else than who was there at first.
    const isSame = user === this.#askUser();
    const { ok, expiresAt } = await attempt('The server did not answer Authenticate: ', signal, () => connection.authenticate({ secret }, signal));
    const end = expiresAt === undefined ? NaN : Date.parse(expiresAt);
    return ok
      ? { type: 'accepted', expiresAt: Number.isNaN(end) ? undefined : end, user: isSame && user === this.#askUser() ? user : undefined }
      : { type: 'refused' };
  }
}

async function attempt<T>(prefix: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await untilAborted(work(), signal);
  } catch (error) {
    throw toSyncError(error, 'sign-in-failed', prefix, true);
  }
}
