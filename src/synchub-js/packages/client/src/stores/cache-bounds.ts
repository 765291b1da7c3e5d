/** What a store holds at most. */
export interface CacheBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Returns a bound that can work. */
export function checkBound(store: string, option: string, value: number): number {
  if (!(value >= 1)) {
    throw new RangeError(`${store}: ${option} is ${value}; give a number of at least 1, or leave it out.`);
  }

  return value;
}
