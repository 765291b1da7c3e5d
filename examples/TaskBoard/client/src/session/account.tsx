import { useRef } from 'react';
import { Avatar } from '../avatar.js';
import { LeaveIcon, PersonIcon } from '../icons.js';
import type { Session, SessionStore } from './session.js';
import { SignInDialog } from './sign-in-dialog.js';

interface AccountProps {
  readonly sessions: SessionStore;
  readonly session: Session | null;
}

/** Who uses the page, and the way in and out. */
export function Account({ sessions, session }: AccountProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  return session
    ? (
      <div className="account">
        <Avatar name={session.name} />
        <span id="who">{session.name}</span>
        <button type="button" id="sign-out" className="icon" onClick={() => void sessions.signOut()} aria-label="Sign out" title="Sign out"><LeaveIcon /></button>
      </div>
    )
    : (
      <div className="account">
        <button type="button" id="sign-in" className="quiet" onClick={() => dialog.current?.showModal()}><PersonIcon />Sign in</button>
        <SignInDialog ref={dialog} sessions={sessions} />
      </div>
    );
}
