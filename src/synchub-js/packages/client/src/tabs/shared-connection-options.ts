import type { Clock } from '../clock.js';
import type { TabEnvironment } from './tab-environment.js';

/** Which tabs share one connection. */
export interface SharedConnectionOptions {
  /** The server, its absolute URL say. Tabs share only where it is the same text. */
  readonly server: string;
  /**
   * Says who uses this tab now, an id say; null for nobody. Tabs share only where it is the same, so it must name whoever the
   * connection's token or secret stands for. Asked at every attempt to connect and before each call: when it has changed, the tab
   * leaves the connection and shares with its new equals. Answer at once, from memory.
   */
  readonly identity: () => string | null;
  /** The clock that grants are judged by. Default: the system's. */
  readonly clock?: Clock;
  /** What is needed of the browser. Default: the browser's; in one without Web Locks or BroadcastChannel each tab has its own connection. */
  readonly environment?: TabEnvironment;
}
