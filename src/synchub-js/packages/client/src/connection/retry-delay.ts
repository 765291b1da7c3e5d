/** How long to wait after a number of failures in a row, from 1 on; milliseconds. */
export type RetryDelay = (failures: number) => number;

/**
 * Anywhere between the base and a ceiling that doubles with each failure, up to the maximum. The spread keeps clients that were cut off
 * together from coming back together, the first time included.
 */
export function retryDelay(baseMs: number, maxMs: number, sample: () => number): RetryDelay {
  return failures => {
    // Beyond 2^30 the ceiling is the maximum for any delays that the options allow.
    const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(failures, 30));
    return baseMs + Math.max(0, ceiling - baseMs) * sample();
  };
}
