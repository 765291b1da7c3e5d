/** The server is about to close the connection. */
export interface Closing {
  readonly code: string;
  readonly reconnect: boolean;
  readonly afterMs?: number;
}
