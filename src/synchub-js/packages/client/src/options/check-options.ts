import { checkNumbers, throwIfAny, type Bounds } from './check-numbers.js';
import type { SyncClientOptions, SyncClientSettings } from './sync-client-options.js';

/** The options that are numbers, with their defaults. */
export const defaults: Required<Pick<SyncClientSettings, 'reconnectBaseDelay' | 'reconnectMaxDelay' | 'maxReconnectAttempts' | 'suspendDelay' | 'maxSuspended' | 'hiddenDelay' | 'connectTimeout' | 'mutationTimeout'>> = {
  reconnectBaseDelay: 1_000,
  reconnectMaxDelay: 30_000,
  maxReconnectAttempts: Infinity,
  suspendDelay: 1_000,
  maxSuspended: 1_000,
  hiddenDelay: 60_000,
  connectTimeout: 15_000,
  mutationTimeout: 30_000,
};

const endless = [0, Infinity] as const;
const bounds: Bounds = {
  reconnectBaseDelay: [1],
  reconnectMaxDelay: [1],
  maxReconnectAttempts: endless,
  suspendDelay: endless,
  maxSuspended: endless,
  hiddenDelay: endless,
  connectTimeout: [1],
  mutationTimeout: [1],
  keepAliveInterval: [1],
  serverTimeout: [1],
};

/**
 * Looks at all options at once.
 * @throws {SyncOptionsError} With every problem.
 */
export function checkOptions<M>(options: SyncClientOptions<M>): void {
  const { url, connection, cache, reconnectBaseDelay: base = defaults.reconnectBaseDelay, reconnectMaxDelay: max = defaults.reconnectMaxDelay } = options;
  const problems = checkNumbers('', options, bounds);
  for (const [model, modelOptions] of Object.entries(options.models?.options ?? {})) {
    problems.push(...checkNumbers(`models.${model}.`, modelOptions ?? {}, { suspendDelay: endless }));
  }

  if (!connection === !url) {
    problems.push(`url is ${JSON.stringify(url)} and connection is ${connection ? 'set' : 'missing'}; give one of the two, such as url: 'https://tasks.example/sync'.`);
  } else if (url && !URL.canParse(url, globalThis.location?.href)) {
    problems.push(`url is '${url}'; give an absolute address, such as https://tasks.example/sync; a relative one needs a page.`);
  }

  if (max < base) {
    problems.push(`reconnectMaxDelay is ${max}; make it at least reconnectBaseDelay (${base}).`);
  }

  if (cache && !cache.hasUser && (options.secretFactory || (url && options.accessTokenFactory))) {
    problems.push('cache is set together with secretFactory or accessTokenFactory, but its user is not; give a function that says who is signed in, so that nobody is shown what was stored for somebody else, or () => null where everybody may see the same.');
  }

  throwIfAny(problems);
}
