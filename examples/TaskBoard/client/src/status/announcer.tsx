import { useSyncExternalStore } from 'react';

/** Says in words what those who see the page see. */
export class Announcements {
  readonly #listeners: Set<() => void> = new Set();
  #latest = '';

  readonly current = (): string => this.#latest;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly say = (sentence: string): void => {
    this.#latest = sentence;
    this.#listeners.forEach(listener => listener());
  };
}

export function Announcer({ announcements }: { readonly announcements: Announcements }) {
  return <p id="announcer" className="unseen" role="status">{useSyncExternalStore(announcements.subscribe, announcements.current)}</p>;
}
