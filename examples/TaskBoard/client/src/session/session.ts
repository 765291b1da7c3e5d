import { sendJson } from '../tasks/send-json.js';

/** Somebody who has signed in in this tab. */
export interface Session {
  readonly name: string;

  /** Stands for the session at the server. */
  readonly token: string;
  readonly expiresAt: string;

  /** Tells this session from others, and is no secret. Tabs that share it share one connection. */
  readonly id: string;
}

const place = 'taskboard.session';

/** Who has signed in in this tab, if anybody. A reload keeps it, a closed tab does not. */
export class SessionStore {
  readonly #listeners: Set<() => void> = new Set();
  #held: Session | null = read();
  #expiry: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#watchExpiry();
  }

  readonly current = (): Session | null => this.#held;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Rejects with a sentence where the server does not take the name. */
  async signIn(name: string): Promise<void> {
    const answer = await sendJson<Omit<Session, 'id'>>(fetch, 'POST', 'api/sign-in', { name });
    this.#become({ ...answer, id: newId() });
  }

  /** Forgets the session in any case; the server ends it too where it can be reached. */
  async signOut(): Promise<void> {
    const token = this.#held?.token;
    if (token === undefined) {
      return;
    }

    try {
      await sendJson(fetch, 'POST', 'api/sign-out', undefined, token);
    } catch {
      // It ends by itself when its time is over.
    } finally {
      this.forget(token);
    }
  }

  /** The token stands for nothing any more. */
  forget(token: string): void {
    if (token === this.#held?.token) {
      this.#become(null);
    }
  }

  #become(session: Session | null): void {
    this.#held = session;
    if (session) {
      sessionStorage.setItem(place, JSON.stringify(session));
    } else {
      sessionStorage.removeItem(place);
    }

    this.#watchExpiry();
    this.#listeners.forEach(listener => listener());
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiry);
    const session = this.#held;
    if (session) {
      this.#expiry = setTimeout(() => this.forget(session.token), Date.parse(session.expiresAt) - Date.now());
    }
  }
}

function read(): Session | null {
  return JSON.parse(sessionStorage.getItem(place) ?? 'null') as Session | null;
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join('');
}
