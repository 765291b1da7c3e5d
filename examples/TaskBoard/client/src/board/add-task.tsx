import { useRef, useState, type FormEvent } from 'react';
import { PlusIcon } from '../icons.js';
import type { TaskItemStatus } from '../models.js';
import { useServices } from '../services.js';
import { statusNames } from '../tasks/statuses.js';

interface AddTaskProps {
  readonly board: string;
  readonly assignee: string | null | undefined;
  readonly status: TaskItemStatus;
}

/** Adds a task on top of a column, for the person whose tasks are shown. */
export function AddTask({ board, assignee, status }: AddTaskProps) {
  const { writes } = useServices();
  const [title, setTitle] = useState('');
  const input = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const wanted = title.trim();
    if (wanted) {
      void writes.add({ boardId: board, title: wanted, status, assignee: assignee ?? null });
      setTitle('');
    }

    input.current?.focus();
  }

  return (
    <form className="add" autoComplete="off" onSubmit={submit}>
      <input ref={input} aria-label={`New task in ${statusNames[status]}`} placeholder="Add a task" maxLength={200} value={title} onChange={event => setTitle(event.target.value)} />
      <button type="submit" className="icon" aria-label="Add" title="Add" hidden={!title.trim()}><PlusIcon /></button>
    </form>
  );
}
