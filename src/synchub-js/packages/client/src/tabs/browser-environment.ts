import { BrowserPage } from './browser-page.js';
import type { TabChannel, TabEnvironment } from './tab-environment.js';

function openChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    listen: listener => {
      channel.onmessage = event => listener(event.data);
    },
    post: record => channel.postMessage(record),
    close: () => channel.close(),
  };
}

/** What this browser offers; undefined where a tab cannot share, because the locks or the channels are missing. */
export function browserEnvironment(): TabEnvironment | undefined {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (!locks || typeof BroadcastChannel === 'undefined') {
    return undefined;
  }

  return {
    locks: { request: (name, options, callback) => locks.request(name, options, callback) },
    page: new BrowserPage(),
    openChannel,
    newId: () => crypto.randomUUID(),
  };
}
