import { useState, useSyncExternalStore } from 'react';
import { Board } from './board/board.js';
import { useBoardAddress } from './board/board-address.js';
import { CardDrag } from './card/card-drag.js';
import { CardFocus } from './card/card-focus.js';
import { DragGhost } from './card/drag-ghost.js';
import { Header } from './header.js';
import { Panel } from './panel/panel.js';
import { useOpenTask } from './panel/open-task.js';
import type { SessionStore } from './session/session.js';
import { ServicesContext, type Services } from './services.js';
import { Announcements, Announcer } from './status/announcer.js';
import { Notices } from './status/notices.js';
import { OfflineBanner } from './status/offline-banner.js';
import { Toasts } from './status/toasts.js';
import type { BoardClient } from './sync/create-client.js';
import { SyncProvider } from './sync/hooks.js';
import { TaskWrites } from './tasks/task-writes.js';

interface AppProps {
  readonly client: BoardClient;
  readonly sessions: SessionStore;
}

/** The page, for the person who is signed in or for nobody; for somebody else it is made anew. */
export function App({ client, sessions }: AppProps) {
  const session = useSyncExternalStore(sessions.subscribe, sessions.current);
  const [address, follow] = useBoardAddress();
  const [taskId, openTask] = useOpenTask();
  const [notices] = useState(() => new Notices());
  const [services] = useState<Services>(() => ({
    writes: new TaskWrites(client, sessions, notices),
    announcements: new Announcements(),
    drag: new CardDrag(),
    focus: new CardFocus(),
  }));
  return (
    <SyncProvider client={client}>
      <ServicesContext value={services}>
        <Header address={address} follow={follow} sessions={sessions} session={session} />
        <OfflineBanner />
        <div className="page">
          <Board key={address.board} address={address} follow={follow} openTask={openTask} openId={taskId} />
          {taskId && <Panel key={taskId} id={taskId} close={() => openTask(undefined)} />}
        </div>
        <DragGhost />
        <Toasts notices={notices} />
        <Announcer announcements={services.announcements} />
      </ServicesContext>
    </SyncProvider>
  );
}
