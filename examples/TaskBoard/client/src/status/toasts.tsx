import { useSyncExternalStore } from 'react';
import { CloseIcon } from '../icons.js';
import type { Notices } from './notices.js';

export function Toasts({ notices }: { readonly notices: Notices }) {
  const shown = useSyncExternalStore(notices.subscribe, notices.current);
  return (
    <section className="toasts" aria-label="Problems">
      {shown.map(({ id, text, tryAgain, dismiss }) => (
        <div className="toast" role="alert" key={id}>
          <p>{text}</p>
          <button type="button" className="link" onClick={tryAgain}>Try again</button>
          <button type="button" className="icon" onClick={dismiss} aria-label="Dismiss" title="Dismiss"><CloseIcon /></button>
        </div>
      ))}
    </section>
  );
}
