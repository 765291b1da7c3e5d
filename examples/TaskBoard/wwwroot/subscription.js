let requests = 0;

/**
 * What entities and collections have in common: a state (connecting, cached, synced, error), the data, and the position up to which it is
 * complete. LiveEntity and LiveCollection say what to ask for, and what answers and pushes do to the data.
 */
export class Subscription {
  state = 'connecting';
  data = undefined; // undefined: nothing is known yet.
  error = '';
  position = null;
  subscriptionId = null;
  requestId = null; // Of the request that is not answered yet.
  #retry;

  constructor(hub, model, changed) {
    this.hub = hub;
    this.model = model;
    this.changed = changed;
  }

  /** A request that tells what is held already, so that only what was missed has to come. */
  request() {
    clearTimeout(this.#retry);
    this.requestId = `r${++requests}`;
    return {
      requestId: this.requestId,
      model: this.model,
      ...this.target(),
      ...(this.position && { lastSeq: this.position.seq, epoch: this.position.epoch, ...this.held() }),
    };
  }

  subscribe() {
    this.hub.send(this.method, this.request());
  }

  /** Nobody looks any more. */
  close() {
    clearTimeout(this.#retry);
    this.changed = () => {};
    if (this.requestId) this.hub.send('Unsubscribe', { requestId: this.requestId });
    this.#release();
  }

  lost() {
    clearTimeout(this.#retry);
    this.requestId = null;
    this.subscriptionId = null;
    if (this.state !== 'error') this.#become(this.#waiting);
  }

  subscribed(answer) {
    if (answer.requestId === undefined) {
      if ((answer.replaces ?? answer.subscriptionId) !== this.subscriptionId) return;
      this.subscriptionId = answer.subscriptionId;
      if (this.requestId) return; // The answer that is still to come starts from what is held now.
    } else {
      if (answer.requestId !== this.requestId) return;
      this.requestId = null;
      // A page that has grown is another subscription; the one before it is over.
      if (answer.subscriptionId !== this.subscriptionId) this.#release();
      this.subscriptionId = answer.subscriptionId;
    }
    this.#take(answer.version, answer.kind === this.kind && this.apply(answer));
  }

  /** A change. While a request is open it is passed over, since the answer covers it. */
  pushed(push, method) {
    if (push.subscriptionId !== this.subscriptionId || this.requestId) return;
    if (push.version.epoch !== this.position.epoch || push.prev > this.position.seq) return this.subscribe(); // A gap.
    if (push.version.seq > this.position.seq) this.#take(push.version, this.fold(push, method));
  }

  /** The whole, in place of changes. */
  replaced(push) {
    if (push.subscriptionId !== this.subscriptionId || this.requestId) return;
    this.#take(push.version, this.apply({ ...push, mode: 'snapshot' }));
  }

  /** A quiet subscription keeps a fresh position, so that the log still covers it after a break. */
  moved(model, version) {
    if (model !== this.model || this.state !== 'synced' || this.requestId) return;
    if (version.epoch !== this.position.epoch || version.seq <= this.position.seq) return;
    this.position = version;
    this.changed();
  }

  refused(error) {
    const asked = error.requestId !== undefined;
    if (asked ? error.requestId !== this.requestId : error.subscriptionId !== this.subscriptionId) return;
    if (!error.ended) return; // The server will answer by itself.
    if (asked) this.#release();
    this.requestId = null;
    this.subscriptionId = null;
    if (['forbidden', 'unauthenticated'].includes(error.code)) this.data = undefined; // Not for these eyes any more.
    if (!error.retryable) return this.#fail(error.error);
    this.#become(this.#waiting);
    this.#retry = setTimeout(() => this.subscribe(), error.retryAfterMs ?? 1000);
  }

  get #waiting() {
    return this.data === undefined ? 'connecting' : 'cached';
  }

  /** What does not fit, or is not understood, is asked for afresh, once. */
  #take(version, understood) {
    if (understood) {
      this.position = version;
      this.#become('synced');
    } else if (this.position) {
      this.position = null;
      this.subscribe();
    } else {
      this.#release();
      this.#fail('The server says something that this page does not know; reload it.');
    }
  }

  #release() {
    if (this.subscriptionId) this.hub.send('Unsubscribe', { subscriptionId: this.subscriptionId });
    this.subscriptionId = null;
  }

  #fail(error) {
    if (this.data === undefined) this.position = null;
    this.#become('error', error);
  }

  #become(state, error = '') {
    this.state = state;
    this.error = error;
    this.changed();
  }
}
