import { flash, sentences, showState } from './display.js';
import { LiveEntity } from './entity.js';
import { changeTask } from './tasks.js';

/** The panel that follows a single task and edits it. */
export class TaskPanel {
  #hub;
  #live = null;
  #shown = false;
  #ui = Object.fromEntries(['panel', 'state', 'state-text', 'position', 'task', 'fields', 'notes', 'problem'].map(id => [id, document.getElementById(id)]));

  constructor(hub) {
    this.#hub = hub;
    // A field that is being edited is not overwritten until it is saved.
    this.#ui.task.addEventListener('input', ({ target }) => { target.dataset.editing = 'true'; });
    this.#ui.task.addEventListener('change', ({ target }) => this.#save(target));
    this.#ui.task.addEventListener('submit', event => {
      event.preventDefault();
      document.activeElement?.blur();
    });
  }

  choose(id) {
    if (this.#live?.key === id) return;
    if (this.#live) this.#hub.remove(this.#live);
    this.#empty();
    this.#ui.problem.textContent = '';
    this.#shown = false;
    this.#live = this.#hub.add(new LiveEntity(this.#hub, 'TaskItem', id, () => this.#show()));
    this.#ui.panel.hidden = false;
    this.#show();
  }

  #show() {
    const { state, error, data, position } = this.#live;
    showState(this.#ui.state, state);
    this.#ui['state-text'].textContent = (error || sentences[state]) + (data === null ? ' · no such task' : '');
    this.#ui.position.textContent = position ? `seq ${position.seq}` : '';
    this.#ui.fields.disabled = !data;
    this.#ui.notes.hidden = data?.notes === undefined; // Only leads get them.
    if (!data) this.#empty();
    if (this.#ui.notes.hidden) this.#clear(this.#ui.task.elements.notes);
    for (const input of data ? this.#ui.task.elements : []) {
      if (input.name && !input.dataset.editing) this.#fill(input, String(data[input.name] ?? ''));
    }
    this.#shown = Boolean(data);
  }

  /** What may not be seen any more does not stay in fields either, half edited or not. */
  #empty() {
    this.#ui.task.reset();
    for (const input of this.#ui.task.elements) delete input.dataset.editing;
  }

  #clear(input) {
    input.value = '';
    delete input.dataset.editing;
  }

  #fill(input, value) {
    if (input.value === value) return;
    input.value = value;
    if (this.#shown) flash(input); // The first time, everything is new.
  }

  async #save(input) {
    if (!input.reportValidity()) return;
    const live = this.#live;
    const sent = input.value;
    const value = input.type === 'number' ? Number(sent) : sent.trim() || null;
    const { problem, saved } = await changeTask(live.key, { [input.name]: value });
    if (this.#live !== live) return;
    this.#ui.problem.textContent = problem;
    if (input.value === sent) delete input.dataset.editing;
    // Instants compare as text. Where the push is still to come, it fills the field, and the old value need not flash up.
    if (problem || live.data?.updatedAt >= saved.updatedAt) this.#show();
  }
}
