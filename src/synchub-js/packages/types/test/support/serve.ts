import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's server has been asked, and where it is. */
export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly { readonly path: string | undefined; readonly headers: IncomingHttpHeaders }[];
}

/** A server on a free port that answers everything alike. */
export async function serve(body: string, { status = 200, type = 'application/json' } = {}): Promise<Served> {
  const requests: { path: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url, headers: request.headers });
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sync`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
