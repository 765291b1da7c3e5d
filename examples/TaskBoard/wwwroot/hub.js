const deliveries = {
  Subscribed: (subscription, answer) => subscription.subscribed(answer),
  SubscriptionError: (subscription, error) => subscription.refused(error),
  EntityAdded: (subscription, push) => subscription.pushed(push, 'EntityAdded'),
  EntityUpdated: (subscription, push) => subscription.pushed(push, 'EntityUpdated'),
  EntityRemoved: (subscription, push) => subscription.pushed(push, 'EntityRemoved'),
  CollectionChanged: (subscription, push) => subscription.pushed(push, 'CollectionChanged'),
  CollectionSnapshot: (subscription, push) => subscription.replaced(push),
  Position: (subscription, { positions }) => positions.forEach(({ model, version }) => subscription.moved(model, version)),
};

/**
 * The connection: it hands each message to the subscriptions, and after a break comes back by itself, signs in and asks again for all of them.
 */
export class Hub {
  #connection;
  #session;
  #stateChanged;
  #subscriptions = new Set();
  #comeBackAfter = null;
  #isOpen = false; // Connected, and signed in where somebody is.
  #identity = null; // The token that the connection was signed in with.
  #unwanted = new Set(); // Subscriptions of the server's that nobody here has.

  /** `heard` is told of every message, for those who want to watch. */
  constructor(connection, session, stateChanged, heard) {
    this.#connection = connection;
    this.#session = session;
    this.#stateChanged = stateChanged;
    for (const [method, deliver] of Object.entries(deliveries)) {
      connection.on(method, message => {
        heard(method, message);
        [...this.#subscriptions].forEach(subscription => deliver(subscription, message));
        if (method === 'Subscribed') this.#endUnwanted(message);
      });
    }
    connection.on('Closing', closing => {
      heard('Closing', closing);
      this.#comeBackAfter = closing.reconnect ? closing.afterMs ?? 0 : Infinity;
    });
  }

  add(subscription) {
    this.#subscriptions.add(subscription);
    if (this.#isOpen) subscription.subscribe();
    return subscription;
  }

  remove(subscription) {
    this.#subscriptions.delete(subscription);
    subscription.close();
  }

  /** An answer comes as a call on the client; the invocation itself fails only with the connection. */
  send(method, request) {
    if (this.#connected) this.#connection.invoke(method, request).catch(() => {});
  }

  /** Somebody has signed in: the connection becomes theirs. The server sends afresh what that changes. */
  async signIn() {
    if (!this.#isOpen) return; // Part of connecting.
    try {
      await this.#identify();
      this.#subscriptions.forEach(subscription => { if (subscription.state === 'error') subscription.subscribe(); });
    } catch {
      this.startOver();
    }
  }

  /** Another connection in place of this one. */
  startOver() {
    return this.#connection.stop();
  }

  /** One loop for the first start and for every return: start, wait for the end, wait a while. */
  async stayConnected() {
    let ended;
    this.#connection.onclose(() => ended());
    for (let failures = 0; ;) {
      const closed = new Promise(resolve => { ended = resolve; });
      try {
        this.#stateChanged('connecting');
        await this.#connection.start();
        await this.#identify(); // First: what is asked for is judged by who asks.
        failures = 0;
        this.#stateChanged('connected');
        this.#subscribeAll();
        await closed;
      } catch {
        failures++; // Not there yet.
        await this.#connection.stop();
      }
      this.#isOpen = false;
      this.#identity = null;
      this.#unwanted.clear();
      this.#subscriptions.forEach(subscription => subscription.lost());
      if (this.#comeBackAfter === Infinity) return this.#stateChanged('closed');
      this.#stateChanged('disconnected');
      const backoff = Math.min(10_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
      await new Promise(resolve => setTimeout(resolve, this.#comeBackAfter ?? backoff));
      this.#comeBackAfter = null;
    }
  }

  get #connected() {
    return this.#connection.state === 'Connected';
  }

  /** Goes on until the connection is that of whoever has signed in, since somebody else may do so meanwhile. */
  async #identify() {
    for (let { token } = this.#session; token && token !== this.#identity; { token } = this.#session) {
      const { ok } = await this.#connection.invoke('Authenticate', { secret: token });
      if (ok) this.#identity = token;
      else this.#session.forget(token);
    }
    this.#isOpen = true;
  }

  /** What was given up just when the server gave it another id is ended by that; not while a request is open that could be about the same. */
  #endUnwanted({ requestId, subscriptionId }) {
    if (requestId === undefined) this.#unwanted.add(subscriptionId);
    const subscriptions = [...this.#subscriptions];
    if (subscriptions.some(subscription => subscription.requestId)) return;
    for (const id of this.#unwanted) {
      if (!subscriptions.some(subscription => subscription.subscriptionId === id)) this.send('Unsubscribe', { subscriptionId: id });
    }
    this.#unwanted.clear();
  }

  #subscribeAll() {
    const [entities, collections] = ['entity', 'collection'].map(kind =>
      [...this.#subscriptions].filter(subscription => subscription.kind === kind).map(subscription => subscription.request()));
    this.send('SubscribeMany', { entities, collections });
  }
}
