import { session } from './session.js';

/** Signing in and out. */
export class Account {
  #hub;
  #ui = Object.fromEntries(['sign-in', 'signed-in', 'who', 'sign-out', 'trouble'].map(id => [id, document.getElementById(id)]));

  constructor(hub) {
    this.#hub = hub;
    this.#ui['sign-in'].addEventListener('submit', event => this.#signIn(event));
    this.#ui['sign-out'].addEventListener('click', () => this.#signOut());
    session.addEventListener('change', () => this.#show());
    this.#show();
  }

  async #signIn(event) {
    event.preventDefault();
    const problem = await session.signIn(event.target.elements.name.value);
    this.#ui.trouble.textContent = problem;
    if (!problem) event.target.reset();
  }

  async #signOut() {
    this.#ui.trouble.textContent = '';
    // What the server was not told, it learns by a connection that is nobody's.
    if (!await session.signOut()) this.#hub.startOver();
  }

  #show() {
    this.#ui['sign-in'].hidden = session.name !== null;
    this.#ui['signed-in'].hidden = session.name === null;
    this.#ui.who.textContent = session.name ?? '';
  }
}
