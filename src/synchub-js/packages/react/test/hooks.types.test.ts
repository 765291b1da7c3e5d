import type { AnyModels, CollectionData, JsonObject, SyncClient, SyncState } from '@synchub/client';
import { describe, expectTypeOf, it } from 'vitest';
import { createSyncHooks, SyncProvider, useCollection, useEntity, useSyncClient, type IdleState } from '../src/index.js';

interface Task {
  readonly id: string;
  readonly title: string;
}

interface Models {
  readonly Task: { readonly entity: Task; readonly key: string };
  readonly Board: { readonly entity: { readonly id: number; readonly name: string }; readonly key: number };
}

// tsc proves these in `npm run check`; no hook is called.
const hooks = createSyncHooks<Models>();

describe('types of hooks', () => {
  it('useEntity_KeyThatMayBeMissing_MayBeIdle', () => {
    const always = (key: string) => hooks.useEntity('Task', key);
    const perhaps = (key: string | undefined) => hooks.useEntity('Task', key);
    expectTypeOf(always).returns.toEqualTypeOf<SyncState<Task | null>>();
    expectTypeOf(perhaps).returns.toEqualTypeOf<SyncState<Task | null> | IdleState>();
  });

  it('useCollection_State_IsToldApartByStatus', () => {
    void (() => {
      const state = hooks.useCollection('Board', { top: 5 }, { keepPrevious: true });
      if (state.status === 'synced' || state.status === 'cached') {
        expectTypeOf(state.data).toEqualTypeOf<CollectionData<Models['Board']['entity']>>();
      } else if (state.status === 'error') {
        expectTypeOf(state.error.code).toEqualTypeOf<string>();
      }

      expectTypeOf((state.data ?? state.previous)?.entries[0]?.name).toEqualTypeOf<string | undefined>();
    });
  });

  it('hooks_WhatDoesNotFit_IsAnErrorOfTheCompiler', () => {
    void (() => {
      // @ts-expect-error There is no such model.
      hooks.useEntity('Tusk', 'a');
      // @ts-expect-error Boards have numbers.
      hooks.useEntity('Board', 'a');
      // @ts-expect-error A query says so where there is none.
      hooks.useCollection('Task');
      // @ts-expect-error Tasks have no such property.
      hooks.useEntity('Task', 'a').data?.name;
      // @ts-expect-error Nor can one be written.
      hooks.useOptimistic().mutate(m => m.update('Task', 'a', { name: '' }));
      // @ts-expect-error Boards have numbers.
      hooks.useRowStatus('Board', 'a');
      // @ts-expect-error A client of other models.
      hooks.SyncProvider({ client: {} as SyncClient<{ readonly Other: { readonly entity: Task; readonly key: string } }> });
    });
  });

  it('createSyncHooks_AndThePackagesOwn_AreOfOneMaking', () => {
    expectTypeOf(hooks.useSyncClient).returns.toEqualTypeOf<SyncClient<Models>>();
    expectTypeOf(useSyncClient<Models>).returns.toEqualTypeOf<SyncClient<Models>>();
    expectTypeOf(useEntity).returns.toEqualTypeOf<SyncState<JsonObject | null> | IdleState>();
    void (() => {
      SyncProvider({ client: {} as SyncClient<Models> });
      expectTypeOf(useCollection('Task', {}).data?.entries).toEqualTypeOf<readonly JsonObject[] | undefined>();
      expectTypeOf<SyncClient>().toEqualTypeOf<SyncClient<AnyModels>>();
    });
  });
});
