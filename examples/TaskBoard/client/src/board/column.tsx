import { useEffect, useState, useSyncExternalStore } from 'react';
import { CardList } from '../card/card-list.js';
import type { TaskItem, TaskItemStatus } from '../models.js';
import { useServices } from '../services.js';
import { StateNote } from '../status/state-note.js';
import { useCollection, useSyncClient } from '../sync/hooks.js';
import { statusNames } from '../tasks/statuses.js';
import { AddTask } from './add-task.js';
import { columnQuery } from './column-query.js';
import { EndOfList } from './end-of-list.js';

interface ColumnProps {
  readonly board: string;
  readonly assignee: string | null | undefined;
  readonly status: TaskItemStatus;
  readonly onRows: (status: TaskItemStatus, tasks: readonly TaskItem[], total: number | undefined) => void;
  readonly openTask: (id: string) => void;
  readonly openId: string | undefined;
}

/** How many tasks a column asks for at first, and how many more whenever its end comes near. */
const page = 50;

const noTasks: readonly TaskItem[] = [];

/** The tasks that have one status: a live collection that grows as it is scrolled. */
export function Column({ board, assignee, status, onRows, openTask, openId }: ColumnProps) {
  const [top, setTop] = useState(page);
  const state = useCollection('TaskItem', columnQuery(board, status, assignee, top), { keepPrevious: true });
  const client = useSyncClient();
  const { drag } = useServices();
  const isTarget = useSyncExternalStore(drag.subscribe, () => drag.current()?.over === status && drag.current()?.task.status !== status);
  const data = state.data ?? state.previous;
  const tasks = data?.entries ?? noTasks;
  const isGrowing = state.data === undefined && state.previous !== undefined;
  const total = data?.count;
  useEffect(() => onRows(status, tasks, total), [onRows, status, tasks, total]);
  return (
    <section className="column" data-status={status} data-state={isGrowing ? 'growing' : state.status} data-target={isTarget} aria-labelledby={`${status}-title`}>
      <header className="column-header">
        <h2 id={`${status}-title`}>{statusNames[status]}</h2>
        <span className="total" title="Tasks in all">{total}</span>
        <StateNote status={isGrowing ? 'synced' : state.status} error={state.error} retry={() => client.retry()} />
      </header>
      <AddTask board={board} assignee={assignee} status={status} />
      <div className="scroller">
        {data ? <CardList data={data} openTask={openTask} openId={openId} /> : state.status === 'connecting' && <Skeletons />}
        {data && tasks.length === 0 && <p className="empty">No tasks here.</p>}
        {tasks.length < (total ?? 0) && <EndOfList key={tasks.length} isWaiting={isGrowing} onNear={() => setTop(tasks.length + page)} />}
      </div>
    </section>
  );
}

function Skeletons() {
  return <div className="skeletons" aria-hidden="true"><span /><span /><span /></div>;
}
