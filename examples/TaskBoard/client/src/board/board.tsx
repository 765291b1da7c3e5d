import { useCallback, useState } from 'react';
import type { TaskItem } from '../models.js';
import { statuses } from '../tasks/statuses.js';
import { AssigneeFilter } from './assignee-filter.js';
import type { BoardAddress } from './board-address.js';
import { Column } from './column.js';

interface BoardProps {
  readonly address: BoardAddress;
  readonly follow: (address: BoardAddress) => void;
  readonly openTask: (id: string) => void;
  readonly openId: string | undefined;
}

/** The columns of one board, and the choice of whose tasks they show. */
export function Board({ address, follow, openTask, openId }: BoardProps) {
  const { board, assignee } = address;
  const [names, setNames] = useState<ReadonlySet<string>>(() => new Set(assignee ? [assignee] : []));
  const onRows = useCallback((tasks: readonly TaskItem[]) => setNames(known => withNames(known, tasks)), []);
  return (
    <main className="board">
      <AssigneeFilter assignee={assignee} names={names} choose={next => follow({ board, assignee: next })} />
      <p id="card-keys" hidden>Enter opens, F2 renames, Delete deletes, arrow keys lead to other cards, and Shift with left or right moves the card.</p>
      <div className="columns">
        {statuses.map(status => (
          <Column key={`${status}:${JSON.stringify(assignee)}`} board={board} assignee={assignee} status={status} onRows={onRows} openTask={openTask} openId={openId} />
        ))}
      </div>
    </main>
  );
}

function withNames(known: ReadonlySet<string>, tasks: readonly TaskItem[]): ReadonlySet<string> {
  const missing = tasks.flatMap(({ assignee }) => assignee !== null && !known.has(assignee) ? [assignee] : []);
  return missing.length > 0 ? new Set([...known, ...missing]) : known;
}
