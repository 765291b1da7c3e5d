/** Who uses the application, for as long as that stays the same: one object for each time, told apart by reference. */
export interface CacheIdentity {
  /** Null for nobody. */
  readonly user: string | null;

  /** False where the application could not say. */
  readonly isKnown: boolean;
}

const unknown: CacheIdentity = { user: null, isKnown: false };

/** Asks the application who uses it. */
export class IdentitySource {
  readonly #user: () => string | null;
  readonly #failed: (error: unknown) => void;
  readonly #changed: () => void;
  #current = unknown;

  constructor(user: (() => string | null) | undefined, failed: (error: unknown) => void, changed: () => void) {
    this.#user = user ?? (() => null);
    this.#failed = failed;
    this.#changed = changed;
  }

  /** Asks, and tells of a change; returns what is current then. */
  ask(): CacheIdentity {
    let answer = unknown;
    try {
      answer = { user: this.#user(), isKnown: true };
    } catch (error) {
      this.#failed(error);
    }

    if (answer.isKnown !== this.#current.isKnown || answer.user !== this.#current.user) {
      this.#current = answer;
      this.#changed();
    }

    return this.#current;
  }

  get current(): CacheIdentity {
    return this.#current;
  }
}
