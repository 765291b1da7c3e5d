import { useCallback, useState } from 'react';

/** What the board shows: a board's tasks, all or one person's. It is in the page's address, so that a reload shows the same. */
export interface BoardAddress {
  readonly board: string;

  /** Undefined for everybody's tasks; null for those that are nobody's. */
  readonly assignee: string | null | undefined;
}

/** The boards that somebody can choose. */
export function boardsOf(user: string | undefined): readonly { readonly id: string; readonly name: string }[] {
  const open = [{ id: 'demo', name: 'Demo' }, { id: 'website', name: 'Website' }, { id: 'launch', name: 'Launch' }];
  return user === undefined ? open : [...open, { id: 'team', name: 'Team' }, { id: `private:${user}`, name: 'Private' }];
}

export function useBoardAddress(): readonly [BoardAddress, (address: BoardAddress) => void] {
  const [address, setAddress] = useState(read);
  const follow = useCallback((next: BoardAddress) => {
    write(next);
    setAddress(next);
  }, []);
  return [address, follow];
}

/** Whoever has signed out, or in as somebody else, does not stay before the empty board of another. */
export function leaveOthersBoard(user: string | undefined): void {
  const { board } = read();
  if ((board === 'team' || board.startsWith('private:')) && !boardsOf(user).some(({ id }) => id === board)) {
    write({ board: 'demo', assignee: undefined });
  }
}

function read(): BoardAddress {
  const wanted = new URL(location.href).searchParams;
  return { board: wanted.get('board') ?? 'demo', assignee: wanted.has('assignee') ? wanted.get('assignee') || null : undefined };
}

function write({ board, assignee }: BoardAddress): void {
  const url = new URL(location.href);
  url.searchParams.set('board', board);
  if (assignee === undefined) {
    url.searchParams.delete('assignee');
  } else {
    url.searchParams.set('assignee', assignee ?? '');
  }

  history.replaceState(null, '', url);
}
