import { systemClock } from '../clock.js';
import type { SyncConnectionFactory } from '../transport/sync-connection.js';
import { browserEnvironment } from './browser-environment.js';
import type { SharedConnectionOptions } from './shared-connection-options.js';
import { SharedSyncConnection } from './shared-sync-connection.js';

/**
 * Has the tabs of one browser, server and user share one connection: one of them holds it, the others follow it. When that one goes,
 * the connection ends for all, and the first to come back makes the next. Where the browser cannot do that, each tab has its own.
 */
export function sharedConnection(inner: SyncConnectionFactory, options: SharedConnectionOptions): SyncConnectionFactory {
  const environment = options.environment ?? browserEnvironment();
  if (!environment) {
    return inner;
  }

  const { server, identity, clock = systemClock } = options;
  return { create: sink => new SharedSyncConnection(inner, { server, identity, environment, now: () => clock.now() }, sink) };
}
