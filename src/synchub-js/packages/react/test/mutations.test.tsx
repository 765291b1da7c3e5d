// @vitest-environment happy-dom
import { optimisticWrites, type SyncMutation } from '@synchub/client';
import { memo, type ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Note } from '../../client/test/support/scripted-client.js';
import { at, page } from '../../client/test/support/wire.js';
import { ReactScene, useCollection, useOptimistic, useRowStatus } from './support/react-scene.js';

const renders: string[] = [];
let optimistic: ReturnType<typeof useOptimistic>;

function Writer(): ReactElement {
  optimistic = useOptimistic();
  return <p>{`${optimistic.pending.length} pending, ${optimistic.failed.length} failed: ${optimistic.failed[0]?.error?.message ?? ''}`}</p>;
}

function Mark({ id }: { readonly id: number | null }): ReactElement {
  const status = useRowStatus('Note', id);
  renders.push(`${id} ${status}`);
  return <b>{`${id} ${status} `}</b>;
}

const Row = memo(({ row, status }: { readonly row: Note; readonly status: string }): ReactElement => {
  renders.push(`${row.text} ${status}`);
  return <li>{`${row.text} ${status} `}</li>;
});

function List(): ReactElement {
  const { data } = useCollection('Note', { top: 3 });
  return <ul>{data?.entries.map(row => <Row key={row.id} row={row} status={data.statusOf(row)} />)}</ul>;
}

describe('mutations', () => {
  let scene: ReactScene;
  afterEach(async () => {
    await scene.dispose();
    expect(scene.held).toBe(0);
    renders.length = 0;
  });

  async function write(id: number, text: string): Promise<SyncMutation> {
    let mutation: SyncMutation | undefined;
    await scene.does(() => {
      mutation = optimistic.mutate(m => m.update('Note', id, { text }));
      mutation.accepted.catch(() => undefined);
      mutation.settled.catch(() => undefined);
    });
    return mutation as SyncMutation;
  }

  it('useOptimistic_AWrite_IsPendingThenGone', async () => {
    scene = new ReactScene({ mutations: optimisticWrites() });
    await scene.show(<Writer />);
    const { mutate } = optimistic;
    const mutation = await write(1, 'b');
    expect(scene.text).toBe('1 pending, 0 failed: ');
    expect(optimistic.pending).toEqual([mutation]);
    await scene.does(() => mutation.accept({ versions: { Note: at(6) } }));

    expect(scene.text).toBe('0 pending, 0 failed: ');
    expect(optimistic.mutate).toBe(mutate);
  });

  it('useOptimistic_ARefusedWrite_IsFailedUntilDismissed', async () => {
    scene = new ReactScene({ mutations: optimisticWrites() });
    await scene.show(<Writer />);
    const mutation = await write(1, 'b');
    await scene.does(() => mutation.fail('Not today.'));
    expect(scene.text).toBe('0 pending, 1 failed: Not today.');
    await scene.does(() => optimistic.failed[0]?.dismiss());

    expect(scene.text).toBe('0 pending, 0 failed: ');
  });

  it('useOptimistic_RenderedAgain_GivesTheSameObject', async () => {
    scene = new ReactScene({ mutations: optimisticWrites() });
    await scene.show(<Writer />);
    const before = optimistic;
    await scene.show(<Writer />);

    expect(optimistic).toBe(before);
  });

  it('useRowStatus_OfManyRows_RendersTheRowThatIsWrittenOnly', async () => {
    scene = new ReactScene({ mutations: optimisticWrites() });
    await scene.show(<><Writer /><Mark id={1} /><Mark id={2} /><Mark id={null} /></>);
    renders.length = 0;
    const mutation = await write(2, 'b');
    await scene.does(() => mutation.fail('Not today.'));
    await scene.does(() => mutation.dismiss());

    expect(renders).toEqual(['2 pending', '2 failed', '2 settled']);
    expect(scene.acquired).toBe(0);
  });

  it('aWriteToOneRow_InAList_RendersThatRowOnlyAndRollsBack', async () => {
    scene = new ReactScene({ mutations: optimisticWrites() });
    await scene.show(<><Writer /><List /></>);
    await scene.does(() => scene.connection.push('Subscribed', page(scene.connection.takeRequest().requestId, 'ab', 5, 2)));
    renders.length = 0;
    const mutation = await write(2, 'z');
    await scene.does(() => mutation.fail('Not today.'));

    expect(renders).toEqual(['z pending', 'b failed']);
  });

  it('optionMutations_Missing_SaysSo', async () => {
    scene = new ReactScene();
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(scene.show(<Writer />)).rejects.toThrow('mutations: optimisticWrites()');
    log.mockRestore();
  });
});
