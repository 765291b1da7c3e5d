import { applyDelta, applyEdits } from './rows.js';
import { Subscription } from './subscription.js';

/** The rows that match a query: { filter, order, top }. Its data are the rows of the page, in order; total counts all matches. */
export class LiveCollection extends Subscription {
  kind = 'collection';
  method = 'SubscribeCollection';
  total = undefined;
  #keyName;

  constructor(hub, model, query, changed) {
    super(hub, model, changed);
    this.query = query;
  }

  /** Asks for a longer page. The rows that are held already do not travel again. */
  grow(count) {
    if (this.requestId) return; // One at a time.
    this.query = { ...this.query, top: this.query.top + count };
    this.subscribe();
    this.changed();
  }

  target() {
    return this.query;
  }

  held() {
    return { knownKeys: this.data.map(row => row[this.#keyName]) };
  }

  apply(answer) {
    this.#keyName = answer.keyName ?? this.#keyName; // A CollectionSnapshot does not repeat it.
    switch (answer.mode) {
      case 'snapshot':
        return this.#put(answer.data, answer);
      case 'delta':
        return this.#put(applyDelta(this.data, answer, this.#keyName), answer);
      default:
        return false;
    }
  }

  fold(push) {
    return this.#put(applyEdits(this.data, push.changes, this.#keyName), push);
  }

  #put(rows, { totalCount }) {
    if (!rows) return false;
    this.data = rows;
    this.total = totalCount;
    return true;
  }
}
