import { useEffect, useRef, useState } from 'react';
import { CloseIcon, TrashIcon } from '../icons.js';
import { useServices } from '../services.js';
import { StateNote } from '../status/state-note.js';
import { useEntity, useRowStatus, useSyncClient } from '../sync/hooks.js';
import type { TaskChange } from '../tasks/task-writes.js';
import { TaskFields } from './task-fields.js';

interface PanelProps {
  readonly id: string;
  readonly close: () => void;
}

/** Follows a single task and edits it. */
export function Panel({ id, close }: PanelProps) {
  const { writes } = useServices();
  const client = useSyncClient();
  const state = useEntity('TaskItem', id);
  const rowStatus = useRowStatus('TaskItem', id);
  const [problem, setProblem] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const task = state.data ?? undefined;

  useEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus();
    return () => {
      const card = document.querySelector<HTMLElement>(`.card[data-id="${CSS.escape(id)}"] .name`);
      (card ?? (opener instanceof HTMLElement ? opener : undefined))?.focus();
    };
  }, [id]);

  async function save(change: TaskChange): Promise<void> {
    setProblem('');
    setProblem(await writes.tryChange(id, change));
  }

  return (
    <aside id="panel" aria-labelledby="panel-title" data-state={state.status} onKeyDown={event => event.key === 'Escape' && close()}>
      <header>
        <h2 id="panel-title" ref={heading} tabIndex={-1}>Task</h2>
        <span id="state" data-state={state.status}><StateNote status={state.status} error={state.error} retry={() => client.retry()} /></span>
        {task && <button type="button" className="icon" onClick={() => { void writes.remove(task); close(); }} aria-label="Delete the task" title="Delete the task"><TrashIcon /></button>}
        <button type="button" id="close" className="icon" onClick={close} aria-label="Close" title="Close (Esc)"><CloseIcon /></button>
      </header>
      {state.data === null && <p id="no-task" role="status">There is no such task, or it is not for you.</p>}
      {state.status === 'error' && <p className="problem" role="alert">{state.error.message}</p>}
      {task && <TaskFields task={task} save={change => void save(change)} />}
      {problem && <p id="problem" className="problem" role="alert">Not saved. {problem}</p>}
      {task && (
        <footer>
          <p>Each change is saved when you leave the field; every other window shows it at once.</p>
          <p>Added <Moment at={task.createdAt} /> · changed <Moment at={task.updatedAt} />{rowStatus === 'pending' && ' · saving…'}</p>
        </footer>
      )}
    </aside>
  );
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function Moment({ at }: { readonly at: string }) {
  return <time dateTime={at}>{moments.format(new Date(at))}</time>;
}
