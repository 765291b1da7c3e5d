import type { SyncError, SyncState } from '@synchub/client';

type Status = SyncState<unknown>['status'];

const words: Readonly<Record<Status, string>> = { connecting: 'Loading', cached: 'Last known', synced: 'Live', suspended: 'Paused', error: 'Not available' };

const sentences: Readonly<Record<Status, string>> = {
  connecting: 'Waiting for the first answer.',
  cached: 'This is the last known; it may have changed meanwhile.',
  synced: 'Every change shows at once.',
  suspended: 'Nobody has looked for a while; it is live again in a moment.',
  error: 'The server does not give it.',
};

interface StateNoteProps {
  readonly status: Status;
  readonly error: SyncError | undefined;
  readonly retry: () => void;
}

/** Which of the five states something live is in. */
export function StateNote({ status, error, retry }: StateNoteProps) {
  return (
    <span className="state-note" data-state={status} title={error?.message ?? sentences[status]}>
      <span className="dot" aria-hidden="true" />
      <span className="state-word">{words[status]}</span>
      {error && <button type="button" className="link" onClick={retry}>Try again</button>}
    </span>
  );
}
