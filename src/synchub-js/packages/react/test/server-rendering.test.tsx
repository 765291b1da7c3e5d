// @vitest-environment happy-dom
import { optimisticWrites } from '@synchub/client';
import { cleanup, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { ReactScene, SyncProvider, useCollection, useConnectionState, useEntity, useRowStatus } from './support/react-scene.js';

function Page(): ReactElement {
  const [one, all] = [useEntity('Note', 1), useCollection('Note', {})];
  return <p>{`${one.status} ${one.data?.text ?? ''} ${all.status} ${useConnectionState()} ${useRowStatus('Note', 1)}`}</p>;
}

it('server_Renders_ConnectingAndOpensNoConnection', async () => {
  const scene = new ReactScene({ mutations: optimisticWrites() });
  const html = renderToString(<SyncProvider client={scene.client}><Page /></SyncProvider>);

  expect(html).toBe('<p>connecting  connecting idle settled</p>');
  expect([scene.acquired, scene.server.connections.length]).toEqual([0, 0]);
  await scene.dispose();
});

it('hydration_OfWhatIsKnownAlready_FitsTheServersPageAndThenShowsIt', async () => {
  const scene = new ReactScene({ mutations: optimisticWrites() });
  const handle = await scene.synced();
  const page = <SyncProvider client={scene.client}><Page /></SyncProvider>;
  const container = document.createElement('div');
  container.innerHTML = '<p>connecting  connecting idle settled</p>';
  const recovered = vi.fn();
  await scene.does(() => render(page, { container: document.body.appendChild(container), hydrate: true, onRecoverableError: recovered }));

  expect(recovered).not.toHaveBeenCalled();
  expect(container.textContent).toBe('synced a connecting connected settled');
  cleanup();
  container.remove();
  handle.dispose();
  await scene.dispose();
});
