import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { leaveOthersBoard } from './board/board-address.js';
import { SessionStore } from './session/session.js';
import { createClient, type BoardClient } from './sync/create-client.js';
import './styles/base.css';
import './styles/header.css';
import './styles/board.css';
import './styles/card.css';
import './styles/panel.css';
import './styles/status.css';

const sessions = new SessionStore();
const root = createRoot(document.getElementById('root')!); // In index.html.
let client = createClient(sessions.current());

function render(): void {
  const session = sessions.current();
  // With another key everything begins anew: what the one before has seen or typed is gone.
  root.render(<StrictMode><App key={session?.id ?? ''} client={client} sessions={sessions} /></StrictMode>);
}

function watch(): void {
  const session = sessions.current();
  client.on('signInFailed', ({ code }) => {
    if (session && code === 'unauthenticated') {
      sessions.forget(session.token);
    }
  });
}

/** Whoever was here leaves nothing behind. An entry that cannot be removed is shown to nobody else, since it says whose it is. */
async function leave(left: BoardClient): Promise<void> {
  await left.clearCache().catch(() => undefined);
  await left.dispose();
}

sessions.subscribe(() => {
  leaveOthersBoard(sessions.current()?.name);
  const before = client;
  client = createClient(sessions.current());
  watch();
  render();
  void leave(before);
});
watch();
render();
