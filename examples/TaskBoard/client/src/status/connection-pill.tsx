import { useConnectionState } from '../sync/hooks.js';

const words = { idle: 'Idle', connecting: 'Connecting', connected: 'Live', waiting: 'Offline', givenUp: 'Offline', closed: 'Closed' } as const;

/** Where the page stands with its server. */
export function ConnectionPill() {
  const state = useConnectionState();
  return (
    <span id="connection" className="pill" data-state={state} role="status" aria-label={`Connection: ${words[state]}`}>
      <span className="dot" aria-hidden="true" />{words[state]}
    </span>
  );
}
