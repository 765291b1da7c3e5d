import type { SyncClientSettings } from '@synchub/client';
import { act, cleanup, render, type RenderResult } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { ScriptedClient, type TestModels } from '../../../client/test/support/scripted-client.js';
import { settled } from '../../../client/test/support/manual-clock.js';
import { createSyncHooks } from '../../src/index.js';

export const { SyncProvider, useSyncClient, useEntity, useCollection, useRows, useConnectionState, useOptimistic, useRowStatus } = createSyncHooks<TestModels>();

/** Components below a provider, whose client's peer does what the test says. It counts the handles that the hooks hold. */
export class ReactScene extends ScriptedClient {
  readonly #isStrict: boolean;
  readonly #held = new Set<object>();
  #result: RenderResult | undefined;

  /** How many handles were ever acquired. */
  acquired = 0;

  constructor(settings: SyncClientSettings<TestModels> = {}, isStrict = false) {
    super(settings);
    this.#isStrict = isStrict;
    const { client } = this;
    const [entity, collection, rows] = [client.entity.bind(client), client.collection.bind(client), client.rows.bind(client)];
    Object.assign(client, {
      entity: (...args: Parameters<typeof entity>) => this.#count(entity(...args)),
      collection: (...args: Parameters<typeof collection>) => this.#count(collection(...args)),
      rows: (...args: Parameters<typeof rows>) => this.#count(rows(...args)),
    });
  }

  /** How many handles are held. */
  get held(): number {
    return this.#held.size;
  }

  /** What the page says. */
  get text(): string {
    return this.#result?.container.textContent ?? '';
  }

  /** Renders, the first time or anew, and lets the client's requests leave. */
  async show(children: ReactNode): Promise<void> {
    const provided = <SyncProvider client={this.client}>{children}</SyncProvider>;
    const tree = this.#isStrict ? <StrictMode>{provided}</StrictMode> : provided;
    await this.does(() => {
      if (this.#result) {
        this.#result.rerender(tree);
      } else {
        this.#result = render(tree);
      }
    });
  }

  /** Something happens, and React has rendered what comes of it. */
  async does(something: () => unknown): Promise<void> {
    await act(async () => {
      await something();
      await settled();
    });
  }

  override async dispose(): Promise<void> {
    cleanup();
    await super.dispose();
  }

  #count<THandle extends { dispose(): void }>(handle: THandle): THandle {
    const dispose = handle.dispose.bind(handle);
    this.acquired++;
    this.#held.add(handle);
    return Object.assign(handle, {
      dispose: () => {
        this.#held.delete(handle);
        dispose();
      },
    });
  }
}
