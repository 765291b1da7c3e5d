import { Subscription } from './subscription.js';

const steps = { EntityAdded: 'add', EntityUpdated: 'update', EntityRemoved: 'remove' };

/** One entity. Its data is null where there is none with the key. */
export class LiveEntity extends Subscription {
  kind = 'entity';
  method = 'SubscribeEntity';

  constructor(hub, model, key, changed) {
    super(hub, model, changed);
    this.key = key;
  }

  target() {
    return { key: this.key };
  }

  held() {
    return {};
  }

  apply(answer) {
    switch (answer.mode) {
      case 'snapshot':
        this.data = answer.data;
        return true;
      case 'delta':
        return answer.changes.every(change => this.#step(change));
      default:
        return false;
    }
  }

  fold(push, method) {
    return this.#step({ ...push, type: steps[method] });
  }

  #step({ type, entity, change }) {
    switch (type) {
      case 'add':
        this.data = entity;
        return true;
      case 'update':
        if (!this.data) return false;
        this.data = { ...this.data, ...change };
        return true;
      case 'remove':
        this.data = null;
        return true;
      default:
        return false;
    }
  }
}
