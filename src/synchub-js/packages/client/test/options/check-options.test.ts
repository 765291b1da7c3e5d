import { describe, expect, it } from 'vitest';
import { defineModels } from '../../src/models/models.js';
import { SyncOptionsError } from '../../src/options/check-numbers.js';
import type { SyncClientOptions } from '../../src/options/sync-client-options.js';
import { SyncClient } from '../../src/sync-client.js';
import { ScriptedServer } from '../support/scripted-connection.js';

function problemsOf(options: object): readonly string[] {
  try {
    new SyncClient(options as SyncClientOptions);
    return [];
  } catch (error) {
    return (error as SyncOptionsError).problems;
  }
}

describe('options', () => {
  it.each([
    [{}, 'url is undefined and connection is missing'],
    [{ url: 'https://x.example/sync', connection: new ScriptedServer() }, 'connection is set'],
    [{ url: '/sync' }, 'a relative one needs a page'],
    [{ url: 'https://x.example/sync', suspendDelay: -1 }, 'suspendDelay is -1; give a number from 0 to 2147483647, or Infinity.'],
    [{ url: 'https://x.example/sync', suspendDelay: '5' }, 'suspendDelay is 5'],
    [{ url: 'https://x.example/sync', connectTimeout: Infinity }, 'connectTimeout is Infinity'],
    [{ url: 'https://x.example/sync', reconnectMaxDelay: 10 }, 'reconnectMaxDelay is 10; make it at least reconnectBaseDelay (1000).'],
    [{ url: 'https://x.example/sync', serverTimeout: 0 }, 'serverTimeout is 0'],
    [{ url: 'https://x.example/sync', models: defineModels<{ A: { entity: object; key: string } }>({ A: { suspendDelay: NaN } }) }, 'models.A.suspendDelay is NaN'],
  ])('options_%j_AreRefused', (options, problem) => {
    expect(problemsOf(options)).toEqual([expect.stringContaining(problem)]);
  });

  it('options_WithSeveralProblems_NameThemAll', () => {
    expect(problemsOf({ suspendDelay: -1, maxSuspended: -1 }).length).toBe(3);
  });

  it('options_WithoutEnd_AreTaken', () => {
    expect(problemsOf({ connection: new ScriptedServer(), suspendDelay: Infinity, hiddenDelay: Infinity, maxReconnectAttempts: 0, page: null, maxSuspended: undefined })).toEqual([]);
  });
});
