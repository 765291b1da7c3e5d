import { TypesError } from './types-error.js';

const timeoutMs = 30_000;

/** Gets the schema of a hub. */
export async function fetchSchema(hub: URL, headers: Headers): Promise<unknown> {
  const url = schemaUrl(hub);
  const response = await request(url, headers);
  if (!response.ok) {
    throw new TypesError(refusal(response.status, url, hub));
  }
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const type = response.headers.get('content-type') ?? 'no type';
    throw new TypesError(`${url.href} answered something that is not JSON (${type}). Give the address of the hub; where it leads to a sign-in page, add --header "Authorization: Bearer …".`);
  }
}

/** Where a hub's schema is: one segment below it. An address that ends so already is taken as it is. */
export function schemaUrl(hub: URL): URL {
  const url = new URL(hub);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/schema') ? path : `${path}/schema`;
  return url;
}

async function request(url: URL, headers: Headers): Promise<Response> {
  try {
    return await fetch(url, { headers: new Headers([['accept', 'application/json'], ...headers]), signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw new TypesError(`${url.href} could not be reached: ${reason(error)}. Start the server, or correct the address.`);
  }
}

// fetch says "fetch failed", and keeps what it knows in the cause; several addresses give several causes.
function reason(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return reason(error.errors[0]);
  }
  return error instanceof Error ? (error.cause === undefined ? error.message : reason(error.cause)) : String(error);
}

function refusal(status: number, url: URL, hub: URL): string {
  switch (status) {
    case 401:
    case 403:
      return `${url.href} is not for everybody (${status}). Sign in with --header "Authorization: Bearer …".`;
    case 404:
      return `${url.href} is not there (404). The server maps its schema with app.MapSyncHubSchema("${hub.pathname}"), beside app.MapSyncHub; the address to give is that of the hub.`;
    default:
      return `${url.href} answered ${status}; look into the server's log.`;
  }
}
