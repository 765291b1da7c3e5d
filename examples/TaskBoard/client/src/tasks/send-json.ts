import type { Fetch } from '@synchub/client';

/** What the server has against a request, in its own sentence. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = 'RequestError';
    this.status = status;
  }
}

const patience = 20_000;

/**
 * Sends a request of the application's own and reads its answer.
 * @throws {RequestError} The server refused it, or was not there (status 0).
 */
export async function sendJson<T>(fetch: Fetch, method: string, path: string, body?: object, token?: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.timeout(patience),
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    throw new RequestError(0, isLate ? 'The server did not answer in time.' : 'The server cannot be reached.');
  }

  if (!response.ok) {
    throw new RequestError(response.status, await sentenceOf(response));
  }

  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The `detail` of a ProblemDetails. */
async function sentenceOf(response: Response): Promise<string> {
  try {
    const problem = await response.json() as { readonly detail?: string; readonly title?: string };
    return problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  } catch {
    return `The server answered ${response.status}.`;
  }
}
