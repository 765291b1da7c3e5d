// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import type { ReactElement } from 'react';
import { note, snapshot, updated } from '../../client/test/support/wire.js';
import { ReactScene, useEntity } from './support/react-scene.js';

// Every state that a component was rendered with, in order: "key status text".
const renders: string[] = [];

function Note({ id }: { readonly id: number | null }): ReactElement {
  const state = useEntity('Note', id);
  const said = `${id} ${state.status} ${state.data === null ? 'missing' : state.data?.text ?? '-'}`;
  renders.push(said);
  return <p>{said}</p>;
}

describe.each([['plain', false], ['strict', true]] as const)('useEntity, %s', (_, isStrict) => {
  let scene: ReactScene;
  afterEach(async () => {
    await scene.dispose();
    renders.length = 0;
  });

  async function synced(): Promise<void> {
    scene = new ReactScene({}, isStrict);
    await scene.show(<Note id={1} />);
    await scene.does(() => scene.connection.push('Subscribed', snapshot('1.1', { ...note('a') }, 5)));
  }

  it('mount_GoesFromConnectingToSynced', async () => {
    scene = new ReactScene({}, isStrict);
    await scene.show(<Note id={1} />);

    expect(scene.text).toBe('1 connecting -');
    expect(scene.connection.takeRequests()).toEqual([{ requestId: '1.1', model: 'Note', key: 1 }]);
    await scene.does(() => scene.connection.push('Subscribed', snapshot('1.1', { ...note('a') }, 5)));
    expect(scene.text).toBe('1 synced a');
    expect(scene.held).toBe(1);
  });

  it('push_IsRendered', async () => {
    await synced();
    await scene.does(() => scene.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5)));

    expect(scene.text).toBe('1 synced b');
  });
});
