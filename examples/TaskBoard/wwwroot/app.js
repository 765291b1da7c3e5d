// TaskBoard's page: the official SignalR client and the messages of docs/protocol.md. There is no SyncHub code in the browser.

const model = 'TaskItem';

/** What is known of one task: a state (connecting, cached, synced, error), its data, and the position up to which that is complete. */
class LiveTask {
  state = 'connecting';
  data = undefined; // undefined: nothing is known yet. null: there is no such task.
  error = '';
  position = null;
  subscriptionId = null;
  requestId = null; // Of the request that is not answered yet.

  constructor(key, ask, changed) {
    this.key = key;
    this.ask = ask;
    this.changed = changed;
  }

  subscribe() {
    this.requestId = crypto.randomUUID?.() ?? `${performance.now()}-${Math.random()}`;
    this.ask({
      requestId: this.requestId,
      model,
      key: this.key,
      ...(this.position && { lastSeq: this.position.seq, epoch: this.position.epoch }),
    });
  }

  lost() {
    this.requestId = null;
    this.subscriptionId = null;
    if (this.state !== 'error') this.become(this.data === undefined ? 'connecting' : 'cached');
  }

  subscribed(answer) {
    const mine = answer.requestId === undefined
      ? (answer.replaces ?? answer.subscriptionId) === this.subscriptionId
      : answer.requestId === this.requestId;
    if (!mine) return;
    if (answer.kind !== 'entity' || !this.apply(answer)) return this.startOver();
    this.requestId = null;
    this.subscriptionId = answer.subscriptionId;
    this.position = answer.version;
    this.become('synced');
  }

  /** EntityAdded, EntityUpdated and EntityRemoved: one change each, shaped like a delta's. */
  pushed(push, change) {
    if (push.subscriptionId !== this.subscriptionId || this.requestId) return;
    if (push.version.epoch !== this.position.epoch || this.position.seq < push.prev) return this.subscribe(); // A gap.
    if (push.version.seq <= this.position.seq) return;
    if (!this.fold(change)) return this.startOver();
    this.position = push.version;
    this.become('synced');
  }

  /** A quiet subscription keeps a fresh position, so that the log still covers it after a break. */
  moved(version) {
    if (this.state === 'synced' && !this.requestId && version.epoch === this.position.epoch && version.seq > this.position.seq) {
      this.position = version;
      this.changed();
    }
  }

  refused(error) {
    const mine = error.requestId === undefined ? error.subscriptionId === this.subscriptionId : error.requestId === this.requestId;
    if (!mine || !error.ended) return; // Not ended: the server will answer by itself.
    this.requestId = null;
    this.subscriptionId = null;
    this.error = error.error;
    this.become(error.retryable ? (this.data === undefined ? 'connecting' : 'cached') : 'error');
    if (error.retryable) setTimeout(() => this.requestId || this.state === 'synced' || this.subscribe(), error.retryAfterMs ?? 1000);
  }

  apply(answer) {
    switch (answer.mode) {
      case 'snapshot':
        this.data = answer.data;
        return true;
      case 'delta':
        return answer.changes.every(change => this.fold(change));
      default:
        return false;
    }
  }

  fold(change) {
    switch (change.type) {
      case 'add':
        this.data = change.entity;
        return true;
      case 'update':
        if (!this.data) return false;
        this.data = { ...this.data, ...change.change };
        return true;
      case 'remove':
        this.data = null;
        return true;
      default:
        return false;
    }
  }

  /** Something was not understood: asks for everything afresh, once. */
  startOver() {
    if (!this.position) {
      this.requestId = null;
      this.error = 'The server says something that this page does not know; reload it.';
      return this.become('error');
    }
    this.position = null;
    this.subscribe();
  }

  /** Nobody looks any more. Returns what to unsubscribe from. */
  close() {
    this.ask = () => {};
    return [this.requestId && { requestId: this.requestId }, this.subscriptionId && { subscriptionId: this.subscriptionId }].filter(Boolean);
  }

  become(state) {
    this.state = state;
    if (state !== 'error') this.error = '';
    this.changed();
  }
}

const ui = Object.fromEntries(
  ['connection', 'tasks', 'state', 'state-text', 'position', 'task', 'fields', 'problem', 'events'].map(id => [id, document.getElementById(id)]));

let live = null;
let tasks = [];
let comeBackAfter = null;

const connection = new signalR.HubConnectionBuilder()
  .withUrl('sync')
  .configureLogging(signalR.LogLevel.None)
  .build();
const connected = () => connection.state === signalR.HubConnectionState.Connected;

/** An answer comes as a call on the client; the invocation itself fails only with the connection. */
const invoke = (method, request) => connected() && connection.invoke(method, request).catch(() => {});

connection.on('Subscribed', answer => {
  log('Subscribed', `${answer.mode}, seq ${answer.version.seq}`);
  live?.subscribed(answer);
});
connection.on('EntityAdded', push => {
  log('EntityAdded', `seq ${push.version.seq}`);
  live?.pushed(push, { type: 'add', entity: push.entity });
});
connection.on('EntityUpdated', push => {
  log('EntityUpdated', `seq ${push.version.seq} ${JSON.stringify(push.change)}`);
  live?.pushed(push, { type: 'update', change: push.change });
});
connection.on('EntityRemoved', push => {
  log('EntityRemoved', `seq ${push.version.seq}`);
  live?.pushed(push, { type: 'remove' });
});
connection.on('Position', ({ positions }) =>
  positions.filter(position => position.model === model).forEach(position => live?.moved(position.version)));
connection.on('SubscriptionError', error => {
  log('SubscriptionError', `${error.code}: ${error.error}`);
  live?.refused(error);
});
connection.on('Closing', closing => {
  log('Closing', `${closing.code}${closing.reconnect ? `, come back in ${closing.afterMs ?? 0} ms` : ''}`);
  comeBackAfter = closing.reconnect ? closing.afterMs ?? 0 : Infinity;
});

/** One loop for the first start and for every return: start, wait for the end, wait a while. */
async function stayConnected() {
  let ended;
  connection.onclose(() => ended());
  for (let failures = 0; ;) {
    const closed = new Promise(resolve => { ended = resolve; });
    try {
      show(ui.connection, 'connecting');
      await connection.start();
      failures = 0;
      show(ui.connection, 'connected');
      live?.subscribe();
      loadTasks();
      await closed;
    } catch {
      failures++; // Not there yet.
    }
    live?.lost();
    if (comeBackAfter === Infinity) return show(ui.connection, 'closed');
    show(ui.connection, 'disconnected');
    const backoff = Math.min(10_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
    await new Promise(resolve => setTimeout(resolve, comeBackAfter ?? backoff));
    comeBackAfter = null;
  }
}

async function loadTasks() {
  try {
    const response = await fetch('api/tasks?boardId=demo');
    if (!response.ok) return;
    tasks = await response.json();
    if (!live && tasks.length > 0) choose(tasks.find(task => `#${task.id}` === location.hash)?.id ?? tasks[0].id);
    showTasks();
  } catch {
    // The connection's state says it already, and its return loads the list again.
  }
}

function choose(id) {
  if (live?.key === id) return;
  live?.close().forEach(request => invoke('Unsubscribe', request));
  ui.task.reset();
  ui.problem.textContent = '';
  history.replaceState(null, '', `#${id}`);
  live = new LiveTask(id, request => invoke('SubscribeEntity', request), showTask);
  if (connected()) live.subscribe();
  showTask();
}

const sentences = {
  connecting: 'waiting for the first answer',
  cached: 'last known, not live',
  synced: 'live',
  error: '',
};

function showTask() {
  show(ui.state, live.state);
  ui.position.textContent = live.position ? `seq ${live.position.seq}` : '';
  const gone = live.data === null ? ' · no such task' : '';
  ui['state-text'].textContent = (live.error || sentences[live.state]) + gone;
  ui.fields.disabled = !live.data;
  for (const input of live.data ? ui.task.elements : []) {
    if (input.name && !input.dataset.editing) fill(input, live.data[input.name] ?? '');
  }
  live.shown = Boolean(live.data);
  if (live.data !== undefined) {
    const index = tasks.findIndex(task => task.id === live.key);
    if (index >= 0) live.data ? tasks[index] = live.data : tasks.splice(index, 1);
  }
  showTasks();
}

function fill(input, value) {
  if (input.value === String(value)) return;
  input.value = value;
  if (!live.shown) return; // The first time, everything is new.
  input.classList.remove('changed');
  void input.offsetWidth; // Restarts the animation.
  input.classList.add('changed');
}

function showTasks() {
  const focused = document.activeElement?.dataset?.id;
  ui.tasks.replaceChildren(...tasks.map(task => {
    const button = document.createElement('button');
    const detail = document.createElement('small');
    button.type = 'button';
    button.dataset.id = task.id;
    button.ariaCurrent = String(task.id === live?.key);
    button.textContent = task.title;
    detail.textContent = [task.status, task.assignee].filter(Boolean).join(' · ');
    button.append(detail);
    button.onclick = () => choose(task.id);
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
  if (focused) ui.tasks.querySelector(`[data-id="${focused}"]`)?.focus();
}

function show(element, state) {
  element.dataset.state = state;
  element.textContent = state;
}

function log(method, text) {
  const item = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = method;
  item.append(name, ` ${text}`);
  ui.events.prepend(item);
  while (ui.events.children.length > 50) ui.events.lastChild.remove();
}

// A field that is being edited is not overwritten until it is saved.
ui.task.addEventListener('input', ({ target }) => { target.dataset.editing = 'true'; });
ui.task.addEventListener('submit', event => {
  event.preventDefault();
  document.activeElement?.blur();
});
ui.task.addEventListener('change', async ({ target }) => {
  if (!target.reportValidity()) return;
  const { key } = live;
  const sent = target.value;
  const value = target.type === 'number' ? Number(sent) : sent.trim() || null;
  const { problem, saved } = await save(key, { [target.name]: value });
  if (live.key !== key) return;
  ui.problem.textContent = problem;
  if (target.value === sent) delete target.dataset.editing;
  // Instants compare as text. Where the push is still to come, it fills the field, and the old value need not flash up.
  if (problem || live.data?.updatedAt >= saved.updatedAt) showTask();
});

async function save(id, changes) {
  try {
    const response = await fetch(`api/tasks/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(changes),
    });
    const body = await response.json();
    return response.ok ? { problem: '', saved: body } : { problem: `Not saved. ${body.detail}` };
  } catch {
    return { problem: 'Not saved: the server cannot be reached.' };
  }
}

stayConnected();
