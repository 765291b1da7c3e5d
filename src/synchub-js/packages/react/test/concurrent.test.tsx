// @vitest-environment happy-dom
import { Activity, startTransition, Suspense, use, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { note, snapshot, updated } from '../../client/test/support/wire.js';
import { ReactScene, useEntity } from './support/react-scene.js';

function Text({ id }: { readonly id: number }): ReactElement {
  const { status, data } = useEntity('Note', id);
  return <i>{`${id} ${data?.text ?? status} `}</i>;
}

/** Does something in the middle of a rendering. */
function Meanwhile({ does }: { readonly does: () => void }): null {
  does();
  return null;
}

/** Records what is on the page whenever React has changed it. */
function Recorded({ pages, children }: { readonly pages: string[]; readonly children: ReactNode }): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => void pages.push(element.current?.textContent ?? ''));
  return <div ref={element}>{children}</div>;
}

describe('concurrent rendering', () => {
  const scene = { current: new ReactScene() };
  afterEach(async () => {
    await scene.current.dispose();
    expect(scene.current.held).toBe(0);
    scene.current = new ReactScene();
  });

  async function answer(text: string, key: number): Promise<void> {
    const { connection } = scene.current;
    const { requestId } = connection.takeRequest();
    await scene.current.does(() => connection.push('Subscribed', snapshot(requestId, { ...note(text, key) }, 5, { subscriptionId: `s${key}` })));
  }

  it('push_InTheMiddleOfARendering_IsSeenByAllOrNone', async () => {
    const pages: string[] = [];
    let push: (() => void) | undefined;
    let open = (): void => undefined;
    function Page(): ReactElement {
      const [isOpen, setOpen] = useState(false);
      open = () => startTransition(() => setOpen(true));
      return (
        <Recorded pages={pages}>
          {isOpen && <Text id={1} />}
          <Meanwhile does={() => isOpen && push?.()} />
          {isOpen && <Text id={1} />}
        </Recorded>
      );
    }

    // Held by nobody who is mounted: the listener of one would have React start over by itself.
    const handle = scene.current.client.entity('Note', 1);
    await scene.current.show(<Page />);
    await answer('a', 1);
    push = vi.fn(() => {
      push = undefined;
      scene.current.connection.push('EntityUpdated', updated({ text: 'b' }, 6, 5, { subscriptionId: 's1' }));
    });
    const pushed = push;
    await scene.current.does(() => open());

    expect(pushed).toHaveBeenCalledOnce();
    expect(pages.at(-1)).toBe('1 b 1 b ');
    expect(pages.filter(page => page.includes('a') && page.includes('b'))).toEqual([]);
    handle.dispose();
  });

  it('key_ChangedInATransition_NeverMixesTheTwo', async () => {
    const pages: string[] = [];
    let choose = (_: number): void => undefined;
    function Page(): ReactElement {
      const [id, setId] = useState(1);
      choose = next => startTransition(() => setId(next));
      return <Recorded pages={pages}>{`for ${id}: `}<Text id={id} /></Recorded>;
    }

    await scene.current.show(<Page />);
    await answer('a', 1);
    await scene.current.does(() => choose(2));
    expect(scene.current.text).toBe('for 2: 2 connecting ');
    await answer('b', 2);
    expect(scene.current.text).toBe('for 2: 2 b ');
    expect(scene.current.held).toBe(1);
    expect(pages.every(page => !page.startsWith('for 2') || !page.includes('a'))).toBe(true);
  });

  it('rendering_ThatSuspends_HoldsNothingUntilItIsOnThePage', async () => {
    let finish = (): void => undefined;
    const ready = new Promise<void>(resolve => (finish = resolve));
    function Waiting(): ReactElement {
      const state = useEntity('Note', 1);
      use(ready);
      return <p>{state.status}</p>;
    }

    await scene.current.show(<Suspense fallback="waiting"><Waiting /></Suspense>);
    expect([scene.current.text, scene.current.acquired, scene.current.server.connections.length]).toEqual(['waiting', 0, 0]);
    await scene.current.does(finish);
    expect([scene.current.text, scene.current.acquired]).toEqual(['connecting', 1]);
  });

  it('activity_HiddenAndShownAgain_ReleasesAndShowsWhatWasKnown', async () => {
    const states: string[] = [];
    function Note(): ReactElement {
      const { status, data } = useEntity('Note', 1);
      states.push(`${status} ${data?.text}`);
      return <p>{status}</p>;
    }

    await scene.current.show(<Activity><Note /></Activity>);
    await answer('a', 1);
    await scene.current.show(<Activity mode="hidden"><Note /></Activity>);
    expect(scene.current.held).toBe(0);
    await scene.current.does(() => scene.current.clock.advance(1_000));
    expect(scene.current.connection.unsubscribes).toEqual([{ subscriptionId: 's1' }]);
    states.length = 0;
    await scene.current.show(<Activity><Note /></Activity>);

    expect(new Set(states)).toEqual(new Set(['cached a']));
    expect(scene.current.held).toBe(1);
  });
});
