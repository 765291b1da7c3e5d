// Checked by `npm run check` alone; nothing of it runs.
import { defineModels, query, SyncClient } from '../../src/index.js';

interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: 'open' | 'done';
}

export async function types(): Promise<void> {
  const models = defineModels<{ Task: { entity: Task; key: string }; Counter: { entity: { readonly id: number; readonly value: number }; key: number } }>({ Task: { suspendDelay: 5_000 } });
  const client = new SyncClient({ url: '/sync', models });

  const title: string | undefined = (await client.entity('Task', 'x').whenSynced())?.title;
  const values: readonly number[] = (await client.collection('Counter').whenSynced()).entries.map(counter => counter.value);
  client.collection('Task', query<Task>().top(10));
  client.collection('Task', { filter: { status: { $eq: 'open' } }, top: 10 });
  client.mutate(m => m.update('Task', 'x', { title: 'New' }).remove('Counter', 1));

  // @ts-expect-error There is no such model.
  client.entity('Taks', 'x');
  // @ts-expect-error The key of a counter is a number.
  client.entity('Counter', 'x');
  // @ts-expect-error A task has no such property.
  client.mutate(m => m.update('Task', 'x', { titel: 'New' }));
  // @ts-expect-error Nor has it in what a handle shows, and there need be none.
  client.entity('Task', 'x').data.title.length;
  // @ts-expect-error What is shown is not to be changed.
  client.collection('Task').data?.entries.push({ id: '', title: '', status: 'open' });
  // @ts-expect-error Options of a model that there is not.
  defineModels<{ Task: { entity: Task; key: string } }>({ Taks: {} });
  // @ts-expect-error An address or a connection.
  new SyncClient({ models });
  // @ts-expect-error Not both.
  new SyncClient({ url: '/sync', connection: { create: () => { throw new Error(); } } });

  const { state } = client.entity('Task', 'x');
  switch (state.status) {
    case 'connecting':
      // @ts-expect-error There are no data.
      state.data.title;
      break;
    case 'error':
      state.error.code.length;
      break;
    default:
      state.data?.title.length;
  }

  const untyped = new SyncClient({ url: 'https://tasks.example/sync' });
  untyped.entity('Anything', 7).data?.['title'];
  void [title, values];
}
