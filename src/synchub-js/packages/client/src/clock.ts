/** The time, and timers. Everything in the client that waits goes by one. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;

  /** Calls back once after so many milliseconds; what it returns is for `clearTimeout`. */
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** The system's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
