const place = 'taskboard.session';

/**
 * Who has signed in in this tab: a name, and the token that the server gave for it. A reload keeps it, a closed tab does not.
 * A 'change' event tells of everybody who comes or goes.
 */
class Session extends EventTarget {
  #held = JSON.parse(sessionStorage.getItem(place));
  #expiry;

  constructor() {
    super();
    this.#watchExpiry();
  }

  get name() {
    return this.#held?.name ?? null;
  }

  get token() {
    return this.#held?.token ?? null;
  }

  /** Resolves to what went wrong, in a sentence; empty where nothing did. */
  async signIn(name) {
    try {
      const response = await fetch('api/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name }) });
      const answer = await response.json();
      if (!response.ok) return `Not signed in. ${answer.detail}`;
      this.#become(answer);
      return '';
    } catch {
      return 'Not signed in: the server cannot be reached.';
    }
  }

  /** Forgets the token in any case. Resolves to whether the server has ended the session, on the connection, too. */
  async signOut() {
    const { token } = this;
    try {
      const response = await fetch('api/sign-out', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
      return response.ok || response.status === 401; // It was over already.
    } catch {
      return false;
    } finally {
      this.forget(token);
    }
  }

  /** The token stands for nothing any more. */
  forget(token) {
    if (token === this.token) this.#become(null);
  }

  #become(held) {
    this.#held = held;
    if (held) sessionStorage.setItem(place, JSON.stringify(held));
    else sessionStorage.removeItem(place);
    this.#watchExpiry();
    this.dispatchEvent(new Event('change'));
  }

  #watchExpiry() {
    clearTimeout(this.#expiry);
    const { token } = this;
    if (token) this.#expiry = setTimeout(() => this.forget(token), new Date(this.#held.expiresAt) - Date.now());
  }
}

export const session = new Session();
