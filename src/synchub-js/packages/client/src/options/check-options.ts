import { longestTimerMs } from '../loop/turn-timer.js';
import type { SyncClientOptions, SyncClientSettings } from './sync-client-options.js';

/** An option cannot work. */
export class SyncOptionsError extends Error {
  /** What is wrong, one sentence each, with the option, its value and the way out. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join(' '));
    this.name = 'SyncOptionsError';
    this.problems = problems;
  }
}

/** The options that are times or numbers, with their defaults. */
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

export const cacheDefaults: { readonly maxAge: number; readonly saveDelay: number; readonly storeTimeout: number } = { maxAge: 30 * 24 * 60 * 60_000, saveDelay: 500, storeTimeout: 5_000 };

// The least that an option may be, and whether it may be without end.
const bounds: { readonly [name: string]: readonly [least: number, isEndless: boolean] } = {
  reconnectBaseDelay: [1, false],
  reconnectMaxDelay: [1, false],
  maxReconnectAttempts: [0, true],
  suspendDelay: [0, true],
  maxSuspended: [0, true],
  hiddenDelay: [0, true],
  connectTimeout: [1, false],
  mutationTimeout: [1, false],
  keepAliveInterval: [1, false],
  serverTimeout: [1, false],
  maxAge: [1, true],
  saveDelay: [0, false],
  storeTimeout: [1, false],
};

/**
 * Looks at all options at once.
 * @throws {SyncOptionsError} With every problem.
 */
export function checkOptions<M>(options: SyncClientOptions<M>): void {
  const problems: string[] = [];
  checkNumbers('', options, problems);
  for (const [model, modelOptions] of Object.entries(options.models?.options ?? {})) {
    checkNumbers(`models.${model}.`, modelOptions ?? {}, problems);
  }

  if (!options.connection === !options.url) {
    problems.push(`url is ${JSON.stringify(options.url)} and connection is ${options.connection ? 'set' : 'missing'}; give one of the two, such as url: 'https://tasks.example/sync'.`);
  } else if (options.url && !URL.canParse(options.url, globalThis.location?.href)) {
    problems.push(`url is '${options.url}'; give an absolute address, such as https://tasks.example/sync; a relative one needs a page.`);
  }

  const { reconnectBaseDelay: base = defaults.reconnectBaseDelay, reconnectMaxDelay: max = defaults.reconnectMaxDelay, cache } = options;
  if (max < base) {
    problems.push(`reconnectMaxDelay is ${max}; make it at least reconnectBaseDelay (${base}).`);
  }

  if (cache) {
    checkNumbers('cache.', cache, problems);
    if (cache.schemaVersion === '') {
      problems.push('cache.schemaVersion is empty; give a text, such as \'1\'.');
    }

    if (!cache.user && (options.secretFactory || (options.url && options.accessTokenFactory))) {
      problems.push('cache is set together with secretFactory or accessTokenFactory, but cache.user is not; give a function that says who is signed in, an id say, so that nobody is shown what was stored for somebody else, or () => null where everybody may see the same.');
    }
  }

  if (problems.length > 0) {
    throw new SyncOptionsError(problems);
  }
}

function checkNumbers(prefix: string, options: object, problems: string[]): void {
  for (const [name, value] of Object.entries(options)) {
    const bound = bounds[name];
    const isRight = !bound || value === undefined
      || (typeof value === 'number' && value >= bound[0] && (value <= longestTimerMs || (bound[1] && (value === Infinity || name === 'maxAge'))));
    if (!isRight) {
      problems.push(`${prefix}${name} is ${value}; give a number from ${bound[0]} to ${longestTimerMs}${bound[1] ? ', or Infinity' : ''}.`);
    }
  }
}
