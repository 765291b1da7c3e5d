import { Turns } from '../loop/turns.js';
import type { SyncEvents } from './sync-events.js';

type Listeners = { readonly [Name in keyof SyncEvents]?: Set<(args: SyncEvents[Name]) => void> };

/** Tells the application of events, after the turn in which they happen. */
export class Emitter {
  readonly turns: Turns = new Turns(error => this.#onCallbackFailed(error));
  readonly #listeners: { -readonly [Name in keyof Listeners]: Listeners[Name] } = {};

  on<Name extends keyof SyncEvents>(name: Name, listener: (args: SyncEvents[Name]) => void): () => void {
    const own = (args: SyncEvents[Name]): void => listener(args);
    const listeners: Set<(args: SyncEvents[Name]) => void> = (this.#listeners[name] ??= new Set() as Listeners[Name]) as Set<(args: SyncEvents[Name]) => void>;
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  emit<Name extends keyof SyncEvents>(name: Name, args: SyncEvents[Name]): void {
    this.turns.post(() => this.#tell(name, args, callback => this.turns.contain(callback)));
  }

  #tell<Name extends keyof SyncEvents>(name: Name, args: SyncEvents[Name], contain: (callback: () => void) => void): boolean {
    const listeners = [...(this.#listeners[name] ?? [])];
    listeners.forEach(listener => contain(() => listener(args)));
    return listeners.length > 0;
  }

  // What a listener of this event throws goes nowhere else.
  #onCallbackFailed(error: unknown): void {
    if (!this.#tell('callbackFailed', error, callback => callback())) {
      console.error('A callback of a SyncHub client threw.', error);
    }
  }
}
