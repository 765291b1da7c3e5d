import { useSyncExternalStore } from 'react';
import { useServices } from '../services.js';
import { CardFace } from './card-face.js';

/** The card under the pointer while it is dragged. */
export function DragGhost() {
  const { drag } = useServices();
  const dragged = useSyncExternalStore(drag.subscribe, drag.current);
  return dragged && (
    <div className="ghost" ref={drag.ghost} style={{ width: dragged.width }} aria-hidden="true">
      <div className="card"><span className="name">{dragged.task.title}</span><CardFace task={dragged.task} /></div>
    </div>
  );
}
