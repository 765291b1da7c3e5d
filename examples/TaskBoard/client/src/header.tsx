import { boardsOf, type BoardAddress } from './board/board-address.js';
import { Account } from './session/account.js';
import type { Session, SessionStore } from './session/session.js';
import { ConnectionPill } from './status/connection-pill.js';
import { ThemeToggle } from './theme/theme-toggle.js';

interface HeaderProps {
  readonly address: BoardAddress;
  readonly follow: (address: BoardAddress) => void;
  readonly sessions: SessionStore;
  readonly session: Session | null;
}

export function Header({ address: { board }, follow, sessions, session }: HeaderProps) {
  const boards = boardsOf(session?.name);
  return (
    <header className="header">
      <h1><Logo />TaskBoard</h1>
      <select id="board" aria-label="Board" value={board} onChange={({ target }) => follow({ board: target.value, assignee: undefined })}>
        {boards.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
        {!boards.some(({ id }) => id === board) && <option value={board}>{board}</option>}
      </select>
      <ConnectionPill />
      <ThemeToggle />
      <Account sessions={sessions} session={session} />
    </header>
  );
}

function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <rect width="24" height="24" rx="7" fill="var(--accent)" />
      <path d="M7 6.5v11M12 6.5v6.5M17 6.5v9" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
