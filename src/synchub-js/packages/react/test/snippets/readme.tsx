// What README.md shows, compiled; readme.test.ts compares line by line: change both.
import { query, SyncClient, defineModels, optimisticWrites } from '@synchub/client';
import { createSyncHooks } from '../../src/index.js';
import { memo, useState, type ReactElement } from 'react';

interface TaskItem {
  readonly id: string;
  readonly boardId: string;
  readonly title: string;
  readonly status: 'todo' | 'doing' | 'done';
}

interface Models {
  readonly TaskItem: { readonly entity: TaskItem; readonly key: string };
}

export const { SyncProvider, useSyncClient, useEntity, useCollection, useConnectionState, useOptimistic, useRowStatus } = createSyncHooks<Models>();

const client = new SyncClient({ url: '/sync', models: defineModels<Models>(), mutations: optimisticWrites() });

export function App(): ReactElement {
  return <SyncProvider client={client}><Task id="7" /></SyncProvider>;
}

function Task({ id }: { readonly id: string }): ReactElement {
  const task = useEntity('TaskItem', id);
  switch (task.status) {
    case 'connecting': return <Spinner />;
    case 'error': return <Problem error={task.error} />;
    default: return <Card task={task.data} isLive={task.status === 'synced'} />;
  }
}

export function Board({ board }: { readonly board: string }): ReactElement {
  const [top, setTop] = useState(50);
  const tasks = useCollection('TaskItem', query<TaskItem>().where(task => task.boardId.eq(board)).orderBy('title').top(top), { keepPrevious: true });
  const data = tasks.data ?? tasks.previous;
  return (
    <>
      <ul>{data?.entries.map(task => <Row key={task.id} task={task} status={data.statusOf(task)} />)}</ul>
      <button onClick={() => setTop(top + 50)}>More of {data?.count}</button>
    </>
  );
}

const Row = memo(({ task, status }: { readonly task: TaskItem; readonly status: string }) => <li className={status}>{task.title}</li>);

export function Title({ task }: { readonly task: TaskItem }): ReactElement {
  const { mutate, pending, failed } = useOptimistic();
  const rename = (title: string) => mutate(m => m.update('TaskItem', task.id, { title }))
    .via(fetch => fetch(`/api/tasks/${task.id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title }) }));
  return (
    <>
      <input defaultValue={task.title} onBlur={event => void rename(event.target.value).catch(() => undefined)} />
      {pending.length > 0 && 'Saving…'}
      {failed.map(mutation => <p key={mutation.id} onClick={() => mutation.dismiss()}>{mutation.error?.message}</p>)}
    </>
  );
}

declare function Spinner(): ReactElement;
declare function Problem(props: { readonly error: Error }): ReactElement;
declare function Card(props: { readonly task: TaskItem | null; readonly isLive: boolean }): ReactElement;
