import { useState } from 'react';
import { useConnectionState, useSyncClient } from '../sync/hooks.js';

/** Says that the page is not live, from the moment that an attempt to connect has failed until one succeeds. */
export function OfflineBanner() {
  const client = useSyncClient();
  const connection = useConnectionState();
  const [isOffline, setOffline] = useState(false);
  const isNow = connection === 'waiting' || connection === 'givenUp' || isOffline && connection === 'connecting';
  if (isNow !== isOffline) {
    setOffline(isNow);
  }

  return isNow && (
    <div className="banner" role="status">
      <p><strong>No connection.</strong> You see what was last known; changes have to wait. Trying again by itself.</p>
      <button type="button" onClick={() => client.retry()} disabled={connection === 'connecting'}>Try now</button>
    </div>
  );
}
