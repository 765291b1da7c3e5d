import { LiveCollection } from './collection.js';
import { flash, sentences } from './display.js';

const statuses = ['todo', 'doing', 'done'];
const pageLength = 6;
const template = document.getElementById('card').content.firstElementChild;

/** The tasks of a board that have one status, newest first: a live collection of as many rows as are shown. */
export class Column {
  #hub;
  #element;
  #status;
  #seen;
  #live;
  #cards = new Map(); // By task id: the element, and the row that it shows.

  constructor(hub, element, seen) {
    this.#hub = hub;
    this.#element = element;
    this.#status = element.dataset.status;
    this.#seen = seen;
    this.#find('.more').onclick = () => this.#live.grow(pageLength);
  }

  /** Another question is another collection. */
  follow(boardId, assignee) {
    if (this.#live) this.#hub.remove(this.#live);
    const query = {
      filter: {
        boardId: { $eq: boardId },
        status: { $eq: this.#status },
        ...(assignee !== undefined && { assignee: { $eq: assignee } }), // Null is nobody.
      },
      order: { createdAt: 'DESC' },
      top: pageLength,
    };
    this.#live = this.#hub.add(new LiveCollection(this.#hub, 'TaskItem', query, () => this.#show()));
    this.#show();
  }

  #show() {
    const { state, error, data: rows = [], total, requestId } = this.#live;
    const rest = (total ?? 0) - rows.length;
    this.#element.dataset.state = state;
    this.#find('.total').textContent = total ?? '';
    this.#find('.state-text').textContent = error || (state === 'synced' ? '' : sentences[state]);
    this.#find('.more').hidden = rest <= 0;
    this.#find('.more').textContent = `Show more (${rest})`;
    this.#find('.more').disabled = state !== 'synced' || requestId !== null;
    this.#showCards(rows);
    this.#seen(rows);
  }

  /** Takes out the cards whose rows have gone, and puts the others in the order of the rows. */
  #showCards(rows) {
    const list = this.#find('.cards');
    const ids = new Set(rows.map(row => row.id));
    for (const [id, { element }] of this.#cards) {
      if (ids.has(id)) continue;
      element.remove();
      this.#cards.delete(id);
    }
    rows.forEach((row, index) => {
      const { element } = this.#card(row);
      if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    });
  }

  #card(row) {
    const card = this.#cards.get(row.id);
    if (card?.row === row) return card;
    const element = card?.element ?? template.cloneNode(true);
    const at = statuses.indexOf(row.status);
    element.dataset.id = row.id;
    element.querySelector('.name').textContent = row.title;
    element.querySelector('.about').textContent = `${row.assignee ?? 'nobody'} · priority ${row.priority}`;
    this.#moves(element, '.back', statuses[at - 1]);
    this.#moves(element, '.forward', statuses[at + 1]);
    if (card) flash(element);
    const shown = { element, row };
    this.#cards.set(row.id, shown);
    return shown;
  }

  #moves(element, selector, status) {
    const button = element.querySelector(selector);
    button.hidden = !status;
    button.dataset.status = status ?? '';
  }

  #find(selector) {
    return this.#element.querySelector(selector);
  }
}
