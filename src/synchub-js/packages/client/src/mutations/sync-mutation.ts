import type { MutationResult } from '../protocol/mutation-result.js';
import { keyText, type SyncKey } from '../protocol/sync-key.js';
import { SyncError } from '../sync-error.js';
import { Deferred } from './deferred.js';
import { isResponse, MutationExchange, mutationHeader, type Fetch } from './mutation-exchange.js';
import type { MutationStatus } from './mutation-status.js';
import type { Versions } from './pending-mutation.js';
import type { RowWrite } from './row-write.js';

/** What a mutation needs of its client. */
export interface MutationHost {
  /** The server has taken it; undefined where it has not said which data contains it. */
  answer(mutation: SyncMutation, versions: Versions | undefined): void;

  /** It comes to nothing, unless the server has answered it. */
  revoke(mutation: SyncMutation, status: 'rolledBack' | 'failed', reason: SyncError): void;

  /** Its failure has been seen. */
  dismiss(mutation: SyncMutation): void;
}

/** A local change of rows that is shown at once and lies over the server's data until that contains it. */
export class SyncMutation {
  /** The name under which the server knows the mutation: the value of the request header `SyncHub-Mutation`. */
  readonly id: string;

  /** @internal */
  readonly writes: readonly RowWrite[];
  readonly #host: MutationHost;
  readonly #accepted: Deferred = new Deferred();
  readonly #settled: Deferred = new Deferred();
  #status: MutationStatus = 'pending';
  #error: SyncError | undefined;

  /** @internal */
  constructor(host: MutationHost, id: string, writes: readonly RowWrite[]) {
    this.#host = host;
    this.id = id;
    this.writes = writes;
  }

  /** Resolves when the server is known to have taken the mutation; rejects with a {@link SyncError} where it came to nothing. */
  get accepted(): Promise<void> {
    return this.#accepted.promise;
  }

  /** Resolves when the server's data contains the mutation wherever it is shown; rejects as `accepted` does. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** What has become of it so far. */
  get status(): MutationStatus {
    return this.#status;
  }

  /** Why it came to nothing; undefined while it has not. */
  get error(): SyncError | undefined {
    return this.#error;
  }

  /** Whether it writes to a row. */
  writesTo(model: string, key: SyncKey): boolean {
    return this.writes.some(write => write.model === model && write.key === keyText(key));
  }

  /** The headers that tie a request of the application's own to the mutation. */
  get headers(): { readonly [name: string]: string } {
    return { [mutationHeader]: this.id };
  }

  /**
   * Takes the mutation back: it is no longer shown, as if it had never been made; others on the same row stay. Does nothing where the server has
   * answered this mutation already, whatever else it has said meanwhile.
   */
  rollback(): void {
    this.#host.revoke(this, 'rolledBack', new SyncError('mutation-rolled-back', 'The application has taken the mutation back.'));
  }

  /** Marks the mutation as failed, for an application that calls its server without `via`. Otherwise like `rollback`. */
  fail(reason: string): void {
    this.#host.revoke(this, 'failed', new SyncError('mutation-failed', reason));
  }

  /** Says that the server has taken the mutation; without a result, the mutation's own push has to say which data contains it. */
  accept(result?: MutationResult): void {
    this.#host.answer(this, result?.versions);
  }

  /** Takes a failed mutation off the client's list: the user has seen it. */
  dismiss(): void {
    this.#host.dismiss(this);
  }

  /**
   * Makes the application's own call for the mutation and ties the two: where it rejects, or the response that it gives is no success, the mutation has
   * failed and is rolled back.
   * @param call The call. It makes its requests with the `fetch` that it is given, or with the mutation's `headers`:
   * `mutation.via(fetch => fetch('/api/tasks/7', { method: 'PATCH', body }))`.
   * @param inner What the requests are made with. Default: the platform's `fetch`.
   * @returns What the call gave.
   */
  async via<R>(call: (fetch: Fetch) => R | PromiseLike<R>, inner: Fetch = (input, init) => fetch(input, init)): Promise<R> {
    const exchange = new MutationExchange(this.id, inner);
    let result: R;
    try {
      result = await call(exchange.fetch);
    } catch (error) {
      this.fail(`The call failed: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      exchange.end();
    }

    if (isResponse(result)) {
      exchange.answer(result);
    }

    if (isResponse(result) && !result.ok) {
      this.fail(`The server answered ${result.status} ${result.statusText}.`.replace(' .', '.'));
    } else if (exchange.isRefused) {
      this.fail('The server refused the call.');
    } else {
      this.#host.answer(this, exchange.versions);
    }

    return result;
  }

  /** @internal */
  become(status: MutationStatus, error?: SyncError): void {
    this.#status = status;
    this.#error = error;
    if (error) {
      this.abandon(error);
    } else {
      this.#accepted.resolve();
    }

    if (status === 'settled') {
      this.#settled.resolve();
    }
  }

  /** @internal */
  abandon(reason: SyncError): void {
    this.#accepted.reject(reason);
    this.#settled.reject(reason);
  }
}
