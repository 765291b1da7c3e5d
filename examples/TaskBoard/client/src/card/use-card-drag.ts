import { useEffect, useRef, type PointerEvent as ReactPointerEvent } from 'react';
import type { TaskItem, TaskItemStatus } from '../models.js';
import { useServices } from '../services.js';
import { statuses } from '../tasks/statuses.js';

/** How far the pointer moves before a press is a drag. */
const threshold = 6;

/**
 * Drags a card with mouse or pen; a finger scrolls, and moves cards by their buttons.
 * @returns What the card listens to.
 */
export function useCardDrag(task: TaskItem, move: (status: TaskItemStatus) => void): (event: ReactPointerEvent<HTMLElement>) => void {
  const { drag } = useServices();
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []); // The card has gone while it was dragged.
  return event => {
    if (event.button !== 0 || event.pointerType === 'touch' || (event.target as Element).closest('input, .tool')) {
      return;
    }

    stop.current = follow(event);
  };

  function follow({ currentTarget, clientX, clientY }: ReactPointerEvent<HTMLElement>): () => void {
    const card = currentTarget.getBoundingClientRect();
    const listening = new AbortController();
    let isDragging = false;

    function onMove(event: PointerEvent): void {
      if (!isDragging && Math.hypot(event.clientX - clientX, event.clientY - clientY) >= threshold) {
        isDragging = true;
        currentTarget.dataset['dragged'] = '';
        drag.start(task, card.width);
      }

      if (isDragging) {
        getSelection()?.removeAllRanges();
        drag.move(card.left + event.clientX - clientX, card.top + event.clientY - clientY, columnAt(event.clientX, event.clientY));
      }
    }

    function finish(isDropped: boolean): void {
      listening.abort();
      stop.current = undefined;
      if (!isDragging) {
        return;
      }

      delete currentTarget.dataset['dragged'];
      swallowClick();
      const over = drag.end()?.over;
      if (isDropped && over && over !== task.status) {
        move(over);
      }
    }

    const { signal } = listening;
    addEventListener('pointermove', onMove, { signal });
    addEventListener('pointerup', () => finish(true), { signal });
    addEventListener('pointercancel', () => finish(false), { signal });
    addEventListener('blur', () => finish(false), { signal });
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && isDragging) {
        event.stopPropagation();
        finish(false);
      }
    }, { signal, capture: true });
    return () => finish(false);
  }
}

function columnAt(x: number, y: number): TaskItemStatus | undefined {
  const name = document.elementFromPoint(x, y)?.closest<HTMLElement>('.column')?.dataset['status'];
  return statuses.find(status => status === name);
}

/** The click that comes with the end of a drag opens nothing. */
function swallowClick(): void {
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', swallow, { capture: true }));
}
