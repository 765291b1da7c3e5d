import type { MutationList } from './mutation-list.js';
import type { MutationTarget } from './mutation-target.js';

/** What has changed and nobody has been told of yet. State changes first; then all of it is told. */
export class Announcements {
  readonly #show: (target: MutationTarget) => void;
  readonly #report: (error: unknown) => void;
  readonly #targets: Set<MutationTarget> = new Set();
  readonly #lists: Set<MutationList> = new Set();

  constructor(show: (target: MutationTarget) => void, report: (error: unknown) => void) {
    this.#show = show;
    this.#report = report;
  }

  target(target: MutationTarget): void {
    this.#targets.add(target);
  }

  list(list: MutationList): void {
    this.#lists.add(list);
  }

  /** A listener may change more: that is told within its call. What throws is reported, and keeps nobody else from hearing. */
  tell(): void {
    const [targets, lists] = [[...this.#targets], [...this.#lists]];
    this.#targets.clear();
    this.#lists.clear();
    targets.forEach(target => this.#contain(() => this.#show(target)));
    lists.forEach(list => list.listeners.forEach(listener => this.#contain(listener)));
  }

  #contain(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#report(error);
    }
  }
}
