import { Column } from './column.js';
import { addTask, changeTask, removeTask } from './tasks.js';

/** The columns of one board, for everybody or for one assignee. Both are in the page's address, so that a reload shows the same. */
export class Board {
  #hub;
  #columns = [];
  #board;
  #assignee; // Undefined: everybody. Null: nobody.
  #names = new Set(); // Of the assignees that were seen on this board.
  #choose;
  #ui = Object.fromEntries(['board', 'assignee', 'columns', 'trouble'].map(id => [id, document.getElementById(id)]));

  constructor(hub, choose) {
    this.#hub = hub;
    this.#choose = choose;
    const { board, assignee, columns } = this.#ui;
    board.onchange = () => this.#follow(board.value, undefined);
    assignee.onchange = () => this.#follow(this.#board, assignee.value === '' ? undefined : JSON.parse(assignee.value));
    columns.addEventListener('click', event => this.#clicked(event));
    columns.addEventListener('submit', event => this.#submitted(event));
  }

  /** Offers the boards of somebody who has signed in, and of nobody else. */
  offer(name) {
    const own = name === null ? [] : [new Option('private board', `private:${name}`), new Option('team', 'team')];
    const { board } = this.#ui;
    board.querySelector('optgroup').replaceChildren(...own);
    if (this.#board === undefined) return; // Not opened yet.
    if (this.#offers(this.#board)) board.value = this.#board;
    else this.#follow('demo', undefined);
  }

  /** Shows what the page's address says. */
  open() {
    const wanted = new URL(location.href).searchParams;
    this.#columns = [...this.#ui.columns.children].map(element => new Column(this.#hub, element, rows => this.#seen(rows)));
    this.#follow(wanted.get('board') ?? 'demo', wanted.has('assignee') ? wanted.get('assignee') || null : undefined);
  }

  #follow(board, assignee) {
    if (board !== this.#board) this.#names.clear();
    this.#board = board;
    this.#assignee = assignee;
    if (assignee) this.#names.add(assignee);

    const address = new URL(location.href);
    address.searchParams.set('board', board);
    if (assignee === undefined) address.searchParams.delete('assignee');
    else address.searchParams.set('assignee', assignee ?? '');
    history.replaceState(null, '', address);

    if (!this.#offers(board)) this.#ui.board.add(new Option(board));
    this.#ui.board.value = board;
    this.#showNames();
    this.#columns.forEach(column => column.follow(board, assignee));
  }

  #offers(board) {
    return [...this.#ui.board.options].some(option => option.value === board);
  }

  #seen(rows) {
    const known = this.#names.size;
    rows.forEach(({ assignee }) => assignee && this.#names.add(assignee));
    if (this.#names.size > known) this.#showNames();
  }

  #showNames() {
    this.#ui.assignee.replaceChildren(
      new Option('everybody', ''),
      new Option('nobody', 'null'),
      ...[...this.#names].sort().map(name => new Option(name, JSON.stringify(name))));
    this.#ui.assignee.value = this.#assignee === undefined ? '' : JSON.stringify(this.#assignee);
  }

  async #clicked({ target }) {
    const button = target.closest('button[data-action]');
    if (!button) return;
    const { id } = button.closest('.card').dataset;
    switch (button.dataset.action) {
      case 'open':
        return this.#choose(id);
      case 'move':
        return this.#say(await changeTask(id, { status: button.dataset.status }));
      case 'remove':
        return this.#say(await removeTask(id));
    }
  }

  async #submitted(event) {
    event.preventDefault();
    const input = event.target.querySelector('input');
    const title = input.value;
    const { status } = event.target.closest('.column').dataset;
    const { problem } = await addTask({ boardId: this.#board, title, status, assignee: this.#assignee ?? null });
    this.#say({ problem });
    if (!problem && input.value === title) input.value = '';
  }

  #say({ problem }) {
    this.#ui.trouble.textContent = problem;
  }
}
