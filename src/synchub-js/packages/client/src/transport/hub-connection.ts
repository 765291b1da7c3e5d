import { HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { HubConnectionBuild, HubConnectionOptions } from './hub-connection-options.js';
import { HubSyncConnection } from './hub-sync-connection.js';
import type { SyncConnectionFactory } from './sync-connection.js';

/** Connections of `@microsoft/signalr`, for the option `connection` of a client that does not take its `url`. */
export function hubConnection(options: HubConnectionOptions | HubConnectionBuild): SyncConnectionFactory {
  return { create: sink => new HubSyncConnection('build' in options ? options.build() : build(options), sink) };
}

function build({ url, accessTokenFactory, headers, transport, protocol, keepAliveInterval = 15_000, serverTimeout = 30_000 }: HubConnectionOptions): HubConnection {
  const builder = new HubConnectionBuilder()
    .configureLogging(LogLevel.None) // The client tells what happens.
    .withUrl(url, {
      ...(accessTokenFactory && { accessTokenFactory: async () => (await accessTokenFactory()) ?? '' }),
      ...(headers && { headers: { ...headers } }),
      ...(transport !== undefined && { transport }),
    });
  const connection = (protocol ? builder.withHubProtocol(protocol) : builder).build();
  connection.keepAliveIntervalInMilliseconds = keepAliveInterval;
  connection.serverTimeoutInMilliseconds = serverTimeout;
  return connection;
}
