import type { RowStatus } from '@synchub/client';
import { memo, useLayoutEffect, useRef, useState, type FocusEvent } from 'react';
import { BackIcon, ForwardIcon, PencilIcon, TrashIcon } from '../icons.js';
import type { TaskItem, TaskItemStatus } from '../models.js';
import { useServices } from '../services.js';
import { neighbour, statusNames } from '../tasks/statuses.js';
import { CardFace } from './card-face.js';
import { TitleEditor } from './title-editor.js';
import { useCardDrag } from './use-card-drag.js';
import { useCardKeys } from './use-card-keys.js';
import { useFlash } from './use-flash.js';

interface CardProps {
  readonly task: TaskItem;
  readonly status: RowStatus;
  readonly isOpen: boolean;

  /** The first card of a column is the one that Tab comes to; arrow keys lead to the others. */
  readonly isFirst: boolean;
  readonly open: (id: string) => void;
}

/** One task in a column. Renders only when the task itself has changed. */
export const Card = memo(function Card({ task, status, isOpen, isFirst, open }: CardProps) {
  const { writes, announcements, focus } = useServices();
  const [isEditing, setEditing] = useState(false);
  const name = useRef<HTMLButtonElement>(null);
  const element = useFlash(task.updatedAt);
  const back = neighbour(task.status, -1);
  const forward = neighbour(task.status, 1);

  function move(to: TaskItemStatus): void {
    announcements.say(`“${task.title}” moved to ${statusNames[to]}.`);
    void writes.change(task, { status: to }).then(isTaken => {
      if (!isTaken) {
        announcements.say(`“${task.title}” is back in ${statusNames[task.status]}.`);
      }
    });
  }

  function remove(): void {
    announcements.say(`“${task.title}” deleted.`);
    void writes.remove(task);
  }

  useLayoutEffect(() => {
    if (focus.belongsTo(task.id)) {
      name.current?.focus();
    }
  }, [focus, task.id]);

  const onKeyDown = useCardKeys({ back, forward, move, remove, edit: () => setEditing(true) });
  const onPointerDown = useCardDrag(task, move);

  function closeEditor(byKey: boolean): void {
    setEditing(false);
    if (byKey) {
      requestAnimationFrame(() => name.current?.focus());
    }
  }

  function onBlur({ relatedTarget }: FocusEvent): void {
    // An element that is taken off the page has nobody to hand the focus to.
    if (relatedTarget) {
      focus.release(task.id);
    }
  }

  return (
    <li
      ref={element} className="card" data-id={task.id} data-status={status} data-open={isOpen}
      onKeyDown={onKeyDown} onPointerDown={onPointerDown} onFocus={() => focus.take(task.id)} onBlur={onBlur}
    >
      {isEditing
        ? <TitleEditor title={task.title} save={title => void writes.change(task, { title })} close={closeEditor} />
        : (
          <button ref={name} type="button" className="open name" tabIndex={isFirst ? 0 : -1} aria-describedby="card-keys" onClick={() => open(task.id)}>
            {task.title}
          </button>
        )}
      <CardFace task={task} />
      <span className="tools" role="group" aria-label={`“${task.title}”`}>
        {back && <button type="button" className="icon tool back" tabIndex={-1} onClick={() => move(back)} aria-label={`Move to ${statusNames[back]}`} title={`Move to ${statusNames[back]}`}><BackIcon /></button>}
        {forward && <button type="button" className="icon tool forward" tabIndex={-1} onClick={() => move(forward)} aria-label={`Move to ${statusNames[forward]}`} title={`Move to ${statusNames[forward]}`}><ForwardIcon /></button>}
        <button type="button" className="icon tool edit" tabIndex={-1} onClick={() => setEditing(true)} aria-label="Rename" title="Rename (F2)"><PencilIcon /></button>
        <button type="button" className="icon tool remove" tabIndex={-1} onClick={remove} aria-label="Delete" title="Delete (Del)"><TrashIcon /></button>
      </span>
    </li>
  );
});
