import { useCallback, useState } from 'react';
import type { TaskItem, TaskItemStatus } from '../models.js';
import { statuses } from '../tasks/statuses.js';
import { AssigneeFilter } from './assignee-filter.js';
import type { BoardAddress } from './board-address.js';
import { Column } from './column.js';
import { Progress } from './progress.js';

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
  const [totals, setTotals] = useState<Totals>({});
  const onRows = useCallback((status: TaskItemStatus, tasks: readonly TaskItem[], total: number | undefined) => {
    setNames(known => withNames(known, tasks));
    setTotals(known => known[status] === total ? known : { ...known, [status]: total });
  }, []);
  return (
    <main className="board">
      <div className="toolbar">
        <AssigneeFilter assignee={assignee} names={names} choose={next => follow({ board, assignee: next })} />
        <Progress done={totals.done} all={sum(totals)} />
      </div>
      <p id="card-keys" hidden>Enter opens, F2 renames, Delete deletes, arrow keys lead to other cards, and Shift with left or right moves the card.</p>
      <div className="columns">
        {statuses.map(status => (
          <Column key={`${status}:${JSON.stringify(assignee)}`} board={board} assignee={assignee} status={status} onRows={onRows} openTask={openTask} openId={openId} />
        ))}
      </div>
    </main>
  );
}

/** How many tasks each status has, as far as it is known. */
type Totals = { readonly [status in TaskItemStatus]?: number | undefined };

function sum(totals: Totals): number | undefined {
  return statuses.reduce<number | undefined>((all, status) => {
    const total = totals[status];
    return all === undefined || total === undefined ? undefined : all + total;
  }, 0);
}

function withNames(known: ReadonlySet<string>, tasks: readonly TaskItem[]): ReadonlySet<string> {
  const missing = tasks.flatMap(({ assignee }) => assignee !== null && !known.has(assignee) ? [assignee] : []);
  return missing.length > 0 ? new Set([...known, ...missing]) : known;
}
