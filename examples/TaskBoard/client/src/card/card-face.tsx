import { Avatar } from '../avatar.js';
import type { TaskItem } from '../models.js';

/** What a card says of its task beside the title. */
export function CardFace({ task: { assignee, priority, notes } }: { readonly task: TaskItem }) {
  return (
    <span className="face">
      <span className="priority" data-urgency={urgencyOf(priority)}><span className="unseen">priority </span>P{priority}</span>
      {notes && <span className="notes-mark" title="Has notes for leads">Notes</span>}
      <span className="assignee">{assignee === null ? <span className="nobody">Nobody yet</span> : <><Avatar name={assignee} /><span>{assignee}</span></>}</span>
    </span>
  );
}

function urgencyOf(priority: number): 'high' | 'middle' | 'low' {
  return priority >= 3 ? 'high' : priority >= 1 ? 'middle' : 'low';
}
