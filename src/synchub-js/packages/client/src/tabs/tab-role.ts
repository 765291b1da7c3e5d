import type { ServerRecord } from '../protocol/server-record.js';
import type { TabCall } from './multiplexer/tab-call.js';

/** What a tab is in its share: it holds the connection, follows who does, or is alone. */
export interface TabRole {
  /** Calls the server, directly or through the leader. A signal ends only the waiting. */
  call(request: TabCall, signal?: AbortSignal): Promise<unknown>;
  /** Leaves, at once for the other tabs; resolves when the connection, where it is this tab's, is closed. The host hears nothing more. Never rejects. */
  end(): Promise<void>;
}

/** Whom a role serves. */
export interface TabRoleHost {
  receive(record: ServerRecord): void;
  /** The connection is over: it broke, or, where `leaderLeft`, it only has to be made by another tab. */
  lost(error: Error | undefined, leaderLeft: boolean): void;
}
