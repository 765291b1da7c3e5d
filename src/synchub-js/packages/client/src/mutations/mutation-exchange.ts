import { readMutationResult } from '../protocol/read-record.js';
import type { SyncVersion } from '../protocol/sync-version.js';
import type { Versions } from './pending-mutation.js';

/** The platform's `fetch`, or one that stands for it. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** On the request: the client's name for the write. */
export const mutationHeader = 'SyncHub-Mutation';

/** On the response: which data contains it. Across origins the server has to expose it to the page. */
export const resultHeader = 'SyncHub-Mutation-Result';

/** The application's calls for one mutation, as `fetch` sees them pass. */
export class MutationExchange {
  /** Makes a request for the mutation; once the exchange has ended, a request as any other. */
  readonly fetch: Fetch;
  readonly #seen: WeakSet<Response> = new WeakSet();
  #versions: { [model: string]: SyncVersion } | undefined;
  #isOver = false;
  #isRefused = false;
  #isDeferred = false;

  constructor(id: string, inner: Fetch) {
    this.fetch = async (input, init) => {
      // Requests of work that the call has started, and not waited for, are not the mutation's.
      if (this.#isOver) {
        return inner(input, init);
      }

      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      if (!headers.has(mutationHeader)) {
        headers.set(mutationHeader, id);
      }

      const response = await inner(input, { ...init, headers });
      this.answer(response);
      return response;
    };
  }

  /** Whether a call was refused and none succeeded. */
  get isRefused(): boolean {
    return this.#isRefused && !this.#versions && !this.#isDeferred;
  }

  /** The positions that contain all calls, by model; undefined where they are not known. */
  get versions(): Versions | undefined {
    return this.#isDeferred ? undefined : this.#versions;
  }

  /** The call has returned. */
  end(): void {
    this.#isOver = true;
  }

  /** A request was answered. */
  answer(response: Response): void {
    if (this.#seen.has(response)) {
      return;
    }

    this.#seen.add(response);
    const result = response.ok ? resultOf(response) : undefined;
    this.#isRefused ||= !response.ok;
    this.#isDeferred ||= response.ok && !result;
    if (result) {
      this.#versions ??= {};
      for (const [model, version] of Object.entries(result)) {
        const known = this.#versions[model];
        if (!known || known.epoch !== version.epoch || known.seq < version.seq) {
          this.#versions[model] = version;
        }
      }
    }
  }
}

/** Whether a call gave a response of `fetch`. */
export function isResponse(value: unknown): value is Response {
  return typeof Response !== 'undefined' && value instanceof Response;
}

// What is only accepted will be written later, so what the answer says of versions is not about it. And a redirect may have made a GET of the request:
// what that is told is not about the write.
function resultOf(response: Response): Versions | undefined {
  return response.status === 202 || response.redirected ? undefined : readMutationResult(response.headers.get(resultHeader))?.versions;
}
