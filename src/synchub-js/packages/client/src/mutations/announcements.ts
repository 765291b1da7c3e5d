import type { Turns } from '../loop/turns.js';
import type { MutationList } from './mutation-list.js';
import type { MutationTarget } from './mutation-target.js';

/** What has changed and nobody has been told of yet. State changes first; then all of it is told. */
export class Announcements {
  readonly #show: (target: MutationTarget) => void;
  readonly #turns: Turns;
  readonly #targets: Set<MutationTarget> = new Set();
  readonly #lists: Set<MutationList> = new Set();

  constructor(show: (target: MutationTarget) => void, turns: Turns) {
    this.#show = show;
    this.#turns = turns;
  }

  target(target: MutationTarget): void {
    this.#targets.add(target);
  }

  list(list: MutationList): void {
    this.#lists.add(list);
  }

  /** Shows all of it, and has listeners called when the turn is over. */
  tell(): void {
    const targets = [...this.#targets];
    const lists = [...this.#lists];
    this.#targets.clear();
    this.#lists.clear();
    this.#turns.run(() => {
      targets.forEach(target => this.#show(target));
      lists.flatMap(list => list.listeners).forEach(listener => this.#turns.post(listener));
    });
  }
}
