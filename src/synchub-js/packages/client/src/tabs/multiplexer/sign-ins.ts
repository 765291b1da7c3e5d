import type { AuthenticateResponse } from '../../protocol/authenticate-response.js';
import type { TabCallOutcome } from './tab-call.js';

interface Asked {
  readonly tab: string;
  readonly call: number;
  readonly secret: string;
}

interface Grant {
  readonly secret: string;
  readonly response: AuthenticateResponse;
  readonly told: Set<string>;
}

/** What to do next: ask the server with a secret, or tell a tab what it said already. */
export type SignInStep =
  | { readonly kind: 'ask'; readonly secret: string }
  | { readonly kind: 'tell'; readonly tab: string; readonly call: number; readonly outcome: TabCallOutcome };

/**
 * The sign-ins of all tabs on their one connection, one after the other. All tabs are one user, so the server is asked once for each
 * secret and round: a grant that stands is told to every other tab that comes with its secret, once. A tab that comes again means to
 * renew it, and the server is asked; so it is with another secret, which takes the grant over.
 */
export class SignIns {
  readonly #queue: Asked[] = [];
  #asking: Asked | undefined;
  #grant: Grant | undefined;

  ask(asked: Asked, now: number): readonly SignInStep[] {
    this.#queue.push(asked);
    return this.#next(now);
  }

  /** The server has answered; a refusal leaves the grant as it was. */
  returned(outcome: TabCallOutcome, now: number): readonly SignInStep[] {
    const asked = this.#asking;
    this.#asking = undefined;
    if (asked && outcome.ok && isGrant(outcome.value)) {
      this.#grant = { secret: asked.secret, response: outcome.value, told: new Set([asked.tab]) };
    }

    const told: SignInStep[] = asked ? [{ kind: 'tell', tab: asked.tab, call: asked.call, outcome }] : [];
    return [...told, ...this.#next(now)];
  }

  /** A tab has left: whatever of its waits is not asked. */
  forget(tab: string): void {
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      if (this.#queue[i]?.tab === tab) {
        this.#queue.splice(i, 1);
      }
    }
  }

  #next(now: number): readonly SignInStep[] {
    const steps: SignInStep[] = [];
    while (!this.#asking) {
      const asked = this.#queue.shift();
      if (!asked) {
        break;
      }

      const grant = this.#grant;
      if (grant && grant.secret === asked.secret && !grant.told.has(asked.tab) && isInForce(grant.response, now)) {
        grant.told.add(asked.tab);
        steps.push({ kind: 'tell', tab: asked.tab, call: asked.call, outcome: { ok: true, value: grant.response } });
      } else {
        this.#asking = asked;
        steps.push({ kind: 'ask', secret: asked.secret });
      }
    }

    return steps;
  }
}

function isGrant(value: unknown): value is AuthenticateResponse {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === true;
}

function isInForce(response: AuthenticateResponse, now: number): boolean {
  return response.expiresAt === undefined || Date.parse(response.expiresAt) > now;
}
