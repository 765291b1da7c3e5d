import type { KeyboardEvent } from 'react';
import type { TaskItemStatus } from '../models.js';

interface CardKeys {
  readonly back: TaskItemStatus | undefined;
  readonly forward: TaskItemStatus | undefined;
  readonly move: (status: TaskItemStatus) => void;
  readonly remove: () => void;
  readonly edit: () => void;
}

/** What the keys do on a card: arrows go from card to card, with Shift they move it; F2 renames, Delete deletes. */
export function useCardKeys({ back, forward, move, remove, edit }: CardKeys): (event: KeyboardEvent<HTMLElement>) => void {
  return event => {
    if (event.altKey || event.ctrlKey || event.metaKey || (event.target as Element).matches('input')) {
      return;
    }

    const isHandled = event.shiftKey ? shift(event) : press(event);
    if (isHandled) {
      event.preventDefault();
    }
  };

  function shift({ key, currentTarget }: KeyboardEvent<HTMLElement>): boolean {
    const to = key === 'ArrowLeft' ? back : key === 'ArrowRight' ? forward : undefined;
    if (!to) {
      return false;
    }

    const beside = currentTarget.nextElementSibling ?? currentTarget.previousElementSibling;
    move(to);
    requestAnimationFrame(() => {
      // Where the other column is long, the card can be beyond what is shown of it.
      if (document.activeElement === document.body) {
        focusCard(beside);
      }
    });
    return true;
  }

  function press({ key, currentTarget }: KeyboardEvent<HTMLElement>): boolean {
    switch (key) {
      case 'ArrowUp':
        return focusCard(currentTarget.previousElementSibling);
      case 'ArrowDown':
        return focusCard(currentTarget.nextElementSibling);
      case 'ArrowLeft':
        return focusBeside(currentTarget, -1);
      case 'ArrowRight':
        return focusBeside(currentTarget, 1);
      case 'F2':
        edit();
        return true;
      case 'Delete':
        focusCard(currentTarget.nextElementSibling) || focusCard(currentTarget.previousElementSibling);
        remove();
        return true;
      default:
        return false;
    }
  }
}

function focusCard(card: Element | null | undefined): boolean {
  const name = card?.querySelector<HTMLElement>('.name');
  name?.focus();
  return name !== undefined && name !== null;
}

/** The card at the same height in the nearest column that has one. */
function focusBeside(card: HTMLElement, step: 1 | -1): boolean {
  const columns = [...document.querySelectorAll('.column')];
  const { top } = card.getBoundingClientRect();
  for (let at = columns.findIndex(column => column.contains(card)) + step; columns[at]; at += step) {
    const cards = [...columns[at]?.querySelectorAll('.card') ?? []];
    if (focusCard(cards.find(other => other.getBoundingClientRect().bottom > top) ?? cards.at(-1))) {
      return true;
    }
  }

  return false;
}
