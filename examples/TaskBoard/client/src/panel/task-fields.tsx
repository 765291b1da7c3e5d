import type { TaskItem } from '../models.js';
import { statuses, statusNames } from '../tasks/statuses.js';
import type { TaskChange } from '../tasks/task-writes.js';
import { TextField } from './text-field.js';

interface TaskFieldsProps {
  readonly task: TaskItem;
  readonly save: (change: TaskChange) => void;
}

export function TaskFields({ task, save }: TaskFieldsProps) {
  return (
    <form className="fields" autoComplete="off" onSubmit={event => event.preventDefault()}>
      <TextField name="title" label="Title" value={task.title} isRequired save={title => save({ title })} />
      <label className="field">
        <span>Status</span>
        <select name="status" value={task.status} onChange={({ target }) => save({ status: target.value as TaskItem['status'] })}>
          {statuses.map(status => <option key={status} value={status}>{statusNames[status]}</option>)}
        </select>
      </label>
      <TextField name="priority" label="Priority" type="number" value={String(task.priority)} isRequired save={priority => save({ priority: Number(priority) })} />
      <TextField name="assignee" label="Assigned to" placeholder="nobody" value={task.assignee ?? ''} save={assignee => save({ assignee: assignee || null })} />
      {task.notes !== undefined && (
        <TextField name="notes" label="Notes, for leads only" placeholder="none" value={task.notes ?? ''} save={notes => save({ notes: notes || null })} />
      )}
    </form>
  );
}
