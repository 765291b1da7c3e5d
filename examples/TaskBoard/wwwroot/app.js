// TaskBoard's page: the official SignalR client and the messages of docs/protocol.md. There is no SyncHub code in the browser.
// The protocol is in hub.js, subscription.js, entity.js, collection.js and rows.js; all else is what one sees.

import { Account } from './account.js';
import { Board } from './board.js';
import { showState } from './display.js';
import { Hub } from './hub.js';
import { TaskPanel } from './panel.js';
import { session } from './session.js';

const connection = new signalR.HubConnectionBuilder()
  .withUrl('sync')
  .configureLogging(signalR.LogLevel.None)
  .build();
const hub = new Hub(connection, session, state => showState(document.getElementById('connection'), state), log);
const panel = new TaskPanel(hub);

const board = new Board(hub, id => {
  location.hash = id;
});

new Account(hub);
session.addEventListener('change', () => {
  document.getElementById('events').replaceChildren(); // Said to somebody else.
  hub.signIn();
  board.offer(session.name);
});
board.offer(session.name);
board.open();
window.onhashchange = openTask;
openTask();
hub.stayConnected();

function openTask() {
  const id = location.hash.slice(1);
  if (id) panel.choose(id);
}

function log(method, message) {
  const item = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = method;
  item.append(name, ` ${summary(message)}`);
  const events = document.getElementById('events');
  events.prepend(item);
  while (events.children.length > 50) events.lastChild.remove();
}

function summary(message) {
  const version = message.version ?? message.positions?.[0].version;
  return [
    message.kind,
    message.mode,
    version && `seq ${version.seq}`,
    message.change && JSON.stringify(message.change),
    message.changes?.map(change => change.type).join(', '),
    message.data?.length !== undefined && `${message.data.length} rows`,
    message.keys && `${message.keys.length} keys, ${message.entities?.length ?? 0} rows`,
    message.totalCount !== undefined && `total ${message.totalCount}`,
    message.code,
    message.error,
    message.reconnect && `come back in ${message.afterMs ?? 0} ms`,
  ].filter(Boolean).join(' · ');
}
