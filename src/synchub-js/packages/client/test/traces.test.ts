import { describe, expect, it } from 'vitest';
import type { LiveHandle } from '../src/handles/live-handle.js';
import type { CollectionQuery } from '../src/protocol/requests.js';
import type { ServerMessages } from '../src/protocol/server-record.js';
import { settled } from './support/manual-clock.js';
import { readJson } from './support/repository.js';
import { ScriptedClient } from './support/scripted-client.js';

interface Step {
  readonly do?: 'subscribe' | 'release' | 'retry' | 'break' | 'reconnect' | 'wait';
  readonly handle?: string;
  readonly entity?: { readonly model: 'Note'; readonly key: number | string };
  readonly collection?: { readonly model: 'Note' } & CollectionQuery;
  readonly ms?: number;
  readonly sent?: readonly object[];
  readonly together?: boolean;
  readonly unsubscribed?: readonly string[];
  readonly method?: keyof ServerMessages;
  readonly message?: object;
  readonly shows?: string;
  readonly data?: unknown;
  readonly count?: number;
  readonly seq?: number;
  readonly code?: string;
}

const { traces } = readJson<{ readonly traces: readonly { readonly name: string; readonly steps: readonly Step[] }[] }>('test/state-machines/traces.json');

/** One trace on a client of its own; steps that are not there in time fail at once, for nothing here waits for anything but the test's clock. */
class Replay {
  readonly scripted = new ScriptedClient();
  readonly #handles = new Map<string, LiveHandle<unknown>>();

  async run(step: Step): Promise<void> {
    if (step.do) {
      await this.#do(step);
    } else if (step.sent) {
      const calls = this.scripted.connection.calls.length;
      expect(this.scripted.connection.takeRequests()).toEqual(step.sent);
      expect(step.together ? calls : 1).toBe(1);
    } else if (step.unsubscribed) {
      expect(this.scripted.connection.unsubscribes.splice(0)).toEqual(step.unsubscribed.map(subscriptionId => ({ subscriptionId })));
    } else if (step.method) {
      this.scripted.connection.push(step.method, step.message as never);
    } else {
      this.#expectShown(step);
    }

    await settled();
  }

  /** Nothing was sent that the trace does not have. */
  end(): void {
    expect(this.scripted.connection.calls).toEqual([]);
    expect(this.scripted.connection.unsubscribes).toEqual([]);
  }

  async #do({ do: what, handle: name = '', entity, collection, ms }: Step): Promise<void> {
    const { client, clock } = this.scripted;
    switch (what) {
      case 'subscribe': {
        const { model, ...query } = collection ?? { model: 'Note' as const };
        this.#handles.set(name, (entity ? client.entity(entity.model, entity.key) : client.collection(model, query)) as unknown as LiveHandle<unknown>);
        break;
      }

      case 'release': this.#handle(name).dispose(); break;
      case 'retry': this.#handle(name).retry(); break;
      case 'break': this.scripted.connection.break(new Error('torn')); break;
      case 'wait': await clock.advance(ms ?? 0); break;
      case 'reconnect': await this.#reconnect(ms); break;
      case undefined: break;
    }
  }

  async #reconnect(ms: number | undefined): Promise<void> {
    const { clock, server } = this.scripted;
    const [wait = 0] = clock.waits;
    expect(wait).toBe(ms ?? 1_000);
    const before = server.connections.length;
    await clock.advance(wait);
    expect(server.connections.length).toBe(before + 1);
  }

  #expectShown({ handle = '', shows, data, count, seq, code }: Step): void {
    const { state, version } = this.#handle(handle);
    const shown = state.data as { readonly entries?: unknown; readonly count?: number } | null | undefined;
    expect({ status: state.status, data: shown?.entries ?? shown, count: shown?.count, seq: version?.seq, code: state.error?.code })
      .toEqual({ status: shows, data, count, seq: seq ?? (data === undefined ? undefined : version?.seq), code });
  }

  #handle(name: string): LiveHandle<unknown> {
    const handle = this.#handles.get(name);
    if (!handle) {
      throw new Error(`The trace has no handle '${name}'.`);
    }

    return handle;
  }
}

describe('traces', () => {
  it.each(traces.map(({ name, steps }) => [name, steps] as const))('Trace: %s', async (_, steps) => {
    const replay = new Replay();
    for (const [index, step] of steps.entries()) {
      await replay.run(step).catch((error: unknown) => {
        throw new Error(`Step ${index + 1}, ${JSON.stringify(step)}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }

    replay.end();
    await replay.scripted.dispose();
  });
});
