import { longestTimerMs } from '../loop/turn-timer.js';

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

/** The least that an option may be, and the most where that is not the longest time that a timer goes; Infinity for an option without end. */
export type Bounds = { readonly [option: string]: readonly [least: number, most?: number] };

/** What is wrong with the options that are numbers. One that is undefined stands for its default. */
export function checkNumbers(prefix: string, options: object, bounds: Bounds): string[] {
  const problems: string[] = [];
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = (options as { readonly [option: string]: unknown })[name];
    const isRight = typeof value === 'number' && value >= least && (value <= (most ?? longestTimerMs) && (value <= longestTimerMs || value === most || name === 'maxAge'));
    if (value !== undefined && !isRight) {
      problems.push(`${prefix}${name} is ${value}; give a number from ${least} to ${longestTimerMs}${most ? ', or Infinity' : ''}.`);
    }
  }

  return problems;
}

/** @throws {SyncOptionsError} There are problems. */
export function throwIfAny(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new SyncOptionsError(problems);
  }
}
