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

/** The connection: it hands each message to the subscriptions, and after a break comes back by itself and asks again for all of them. */
export class Hub {
  #connection;
  #stateChanged;
  #subscriptions = new Set();
  #comeBackAfter = null;

  /** `heard` is told of every message, for those who want to watch. */
  constructor(connection, stateChanged, heard) {
    this.#connection = connection;
    this.#stateChanged = stateChanged;
    for (const [method, deliver] of Object.entries(deliveries)) {
      connection.on(method, message => {
        heard(method, message);
        [...this.#subscriptions].forEach(subscription => deliver(subscription, message));
      });
    }
    connection.on('Closing', closing => {
      heard('Closing', closing);
      this.#comeBackAfter = closing.reconnect ? closing.afterMs ?? 0 : Infinity;
    });
  }

  add(subscription) {
    this.#subscriptions.add(subscription);
    if (this.#connected) subscription.subscribe();
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

  /** One loop for the first start and for every return: start, wait for the end, wait a while. */
  async stayConnected() {
    let ended;
    this.#connection.onclose(() => ended());
    for (let failures = 0; ;) {
      const closed = new Promise(resolve => { ended = resolve; });
      try {
        this.#stateChanged('connecting');
        await this.#connection.start();
        failures = 0;
        this.#stateChanged('connected');
        this.#subscribeAll();
        await closed;
      } catch {
        failures++; // Not there yet.
      }
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

  #subscribeAll() {
    const [entities, collections] = ['entity', 'collection'].map(kind =>
      [...this.#subscriptions].filter(subscription => subscription.kind === kind).map(subscription => subscription.request()));
    this.send('SubscribeMany', { entities, collections });
  }
}
