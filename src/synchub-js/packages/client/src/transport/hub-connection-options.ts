import type { HttpTransportType, HubConnection, IHubProtocol } from '@microsoft/signalr';

/** How SignalR connects. */
export interface HubConnectionOptions {
  /** The hub's address; a relative one is the page's. */
  readonly url: string;

  /**
   * Gives the access token, or nothing for none; asked at every connect. Default: none. What it throws fails that attempt, which is retried. It is
   * for servers that want to know who connects; `secretFactory` is for servers that let anybody connect, and both can be set.
   */
  readonly accessTokenFactory?: () => string | null | undefined | Promise<string | null | undefined>;

  /** Headers of the HTTP requests; browsers send them with all but WebSockets. Default: none. */
  readonly headers?: { readonly [name: string]: string };

  /** Default: what client and server agree on, WebSockets first. */
  readonly transport?: HttpTransportType;

  /** Default: JSON. `new MessagePackHubProtocol()` of `@microsoft/signalr-protocol-msgpack` where the server offers MessagePack. */
  readonly protocol?: IHubProtocol;

  /** How often the server hears from an otherwise silent client, milliseconds. Default: 15,000. */
  readonly keepAliveInterval?: number;

  /** How long the server may be silent before the connection counts as lost, milliseconds. Default: 30,000; at least twice the server's own interval. */
  readonly serverTimeout?: number;
}

/** For what the options do not have: makes a connection for each attempt. Reconnecting is the client's: leave `withAutomaticReconnect` out. */
export interface HubConnectionBuild {
  readonly build: () => HubConnection;
}
