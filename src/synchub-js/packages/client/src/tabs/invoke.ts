import type { SyncConnection } from '../transport/sync-connection.js';
import type { TabCall } from './multiplexer/tab-call.js';

/** Makes a call on a real connection. */
export function invoke(connection: SyncConnection, request: TabCall, signal: AbortSignal): Promise<unknown> {
  switch (request.method) {
    case 'hello':
      return connection.hello(request.argument, signal);
    case 'authenticate':
      return connection.authenticate(request.argument, signal);
    case 'subscribe':
      return connection.subscribe(request.argument);
    case 'send':
      return connection.send(request.argument);
    case 'unsubscribe':
      return connection.unsubscribe(request.argument);
  }
}
