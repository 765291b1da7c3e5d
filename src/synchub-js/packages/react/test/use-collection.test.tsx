// @vitest-environment happy-dom
import { memo, useState, type ReactElement } from 'react';
import { query, type CollectionQuery } from '@synchub/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { Note } from '../../client/test/support/scripted-client.js';
import { changed, failure, note, page } from '../../client/test/support/wire.js';
import { ReactScene, useCollection } from './support/react-scene.js';

// What was rendered since it was emptied: lists, and rows by their text.
const renders: string[] = [];

const Row = memo(({ row }: { readonly row: Note }): ReactElement => {
  renders.push(`row ${row.text}`);
  return <li>{row.text}</li>;
});

interface ListProps {
  readonly top?: number;
  readonly isNone?: boolean;
  readonly keepPrevious?: boolean;
}

let renderAgain = (): void => undefined;

function List({ top = 3, isNone = false, keepPrevious = false }: ListProps): ReactElement {
  const [, setCount] = useState(0);
  renderAgain = () => setCount(count => count + 1);

  // A new object, of new objects, in each rendering.
  const state = useCollection('Note', isNone ? null : { filter: { text: { $ne: 'x' } }, order: [{ text: 'ASC' }], top }, { keepPrevious });
  const data = state.data ?? state.previous;
  renders.push(`list ${top} ${state.status} ${data?.entries.map(({ text }) => text).join('') ?? '-'}`);
  return <ul>{data?.entries.map(row => <Row key={row.id} row={row} />)}</ul>;
}

describe.each([['plain', false], ['strict', true]])('useCollection, %s', (_, isStrict) => {
  let scene: ReactScene;
  afterEach(async () => {
    await scene.dispose();
    expect(scene.held).toBe(0);
    renders.length = 0;
  });

  async function answer(letters: string, subscriptionId = 's1'): Promise<void> {
    const { requestId } = scene.connection.takeRequest();
    renders.length = 0;
    await scene.does(() => scene.connection.push('Subscribed', page(requestId, letters, 5, 26, { subscriptionId })));
  }

  async function synced(props: ListProps = {}): Promise<void> {
    scene = new ReactScene({}, isStrict);
    await scene.show(<List {...props} />);
    await answer('abc');
    renders.length = 0;
  }

  it('query_WrittenInTheBody_IsSubscribedToOnce', async () => {
    await synced();
    const { acquired } = scene;
    await scene.does(() => renderAgain());
    await scene.does(() => renderAgain());

    expect(scene.acquired).toBe(acquired);
    expect([scene.connection.calls, scene.connection.unsubscribes]).toEqual([[], []]);
    expect(new Set(renders)).toEqual(new Set(['list 3 synced abc']));
  });

  it('push_ToOneRow_RendersThatRowOnly', async () => {
    await synced();
    await scene.does(() => scene.connection.push('CollectionChanged', changed(6, 5, 26, [{ type: 'update', index: 1, id: 2, change: { text: 'B' } }])));

    expect(renders).toEqual(isStrict ? ['list 3 synced aBc', 'list 3 synced aBc', 'row B', 'row B'] : ['list 3 synced aBc', 'row B']);
  });

  it('push_ThatMovesARow_RendersNoRow', async () => {
    await synced();
    await scene.does(() => scene.connection.push('CollectionChanged', changed(6, 5, 26, [{ type: 'move', from: 0, index: 2, id: 1 }])));

    expect(scene.text).toBe('bca');
    expect(renders.filter(render => render.startsWith('row'))).toEqual([]);
  });

  it('query_Changed_ShowsNothingOfTheOldOne', async () => {
    await synced();
    await scene.show(<List top={6} />);

    expect(new Set(renders)).toEqual(new Set(['list 6 connecting -']));
    expect(scene.held).toBe(1);
    await answer('abcdef', 's2');
    expect(scene.text).toBe('abcdef');
    await scene.does(() => scene.clock.advance(1_000));
    expect(scene.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);
  });

  it('keepPrevious_QueryChanged_FollowsTheOldOneUntilTheNewOneHasData', async () => {
    await synced({ keepPrevious: true });
    await scene.show(<List top={6} keepPrevious />);

    // No rendering was without rows.
    expect(new Set(renders)).toEqual(new Set(['list 6 connecting abc']));
    await scene.does(() => scene.clock.advance(10_000));
    expect(scene.held).toBe(2);
    await scene.does(() => scene.connection.push('CollectionChanged', changed(6, 5, 26, [{ type: 'update', index: 1, id: 2, change: { text: 'B' } }])));
    expect(scene.text).toBe('aBc');
    await answer('abcdef', 's2');
    expect(renders).toContain('list 6 synced abcdef');
    expect(scene.held).toBe(1);
    await scene.does(() => scene.clock.advance(1_000));
    expect(scene.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);
  });

  it('keepPrevious_TheOldDataAreTakenAway_ShowsThemNoLonger', async () => {
    await synced({ keepPrevious: true });
    await scene.show(<List top={6} keepPrevious />);
    await scene.does(() => scene.connection.push('SubscriptionError', failure('forbidden', { subscriptionId: 's1' })));

    expect(scene.text).toBe('');
    expect(renders.at(-1)).toBe('list 6 connecting -');
  });

  it('keepPrevious_NoQueryInBetween_ShowsNothingOld', async () => {
    await synced({ keepPrevious: true });
    await scene.show(<List isNone keepPrevious />);
    expect([renders.at(-1), scene.held]).toEqual(['list 3 idle -', 0]);
    await scene.show(<List top={6} keepPrevious />);

    expect(renders.at(-1)).toBe('list 6 connecting -');
  });

  it('query_OfTheBuilder_IsItsWireForm', async () => {
    scene = new ReactScene({}, isStrict);
    function Built(): ReactElement {
      return <p>{useCollection('Note', query<Note>().where(row => row.text.eq('a')).orderBy('rank', 'desc').top(1)).status}</p>;
    }

    await scene.show(<Built />);
    await scene.show(<Built />);
    expect(scene.connection.takeRequest()).toMatchObject({ model: 'Note', filter: { text: { $eq: 'a' } }, order: [{ rank: 'DESC' }], top: 1 } satisfies CollectionQuery & { model: string });
  });
});

it('push_ToOneRowOfAThousand_RendersThatRowOnly', async () => {
  const scene = new ReactScene();
  const rows = Array.from({ length: 1_000 }, (_, index) => ({ ...note(`t${index}`, index) }));
  function Long(): ReactElement {
    return <ul>{useCollection('Note', {}).data?.entries.map(row => <Row key={row.id} row={row} />)}</ul>;
  }

  await scene.show(<Long />);
  const { requestId } = scene.connection.takeRequest();
  await scene.does(() => scene.connection.push('Subscribed', { ...page(requestId, '', 5, 1_000), data: rows }));
  expect(renders.length).toBe(1_000);
  renders.length = 0;
  for (let seq = 6; seq < 26; seq++) {
    const index = (seq * 37) % 1_000;
    await scene.does(() => scene.connection.push('CollectionChanged', changed(seq, seq - 1, 1_000, [{ type: 'update', index, id: index, change: { text: `new ${seq}` } }])));
  }

  expect(renders).toEqual(Array.from({ length: 20 }, (_, index) => `row new ${index + 6}`));
  await scene.dispose();
});
