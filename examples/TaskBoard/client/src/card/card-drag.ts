import type { TaskItem, TaskItemStatus } from '../models.js';

/** A card on its way. */
export interface DraggedCard {
  readonly task: TaskItem;
  readonly width: number;

  /** The column under the pointer. */
  readonly over: TaskItemStatus | undefined;
}

/** The one card that the pointer drags, if any. Where the pointer is, only the ghost needs to know, and that without rendering. */
export class CardDrag {
  readonly #listeners: Set<() => void> = new Set();
  #dragged: DraggedCard | undefined;
  #left = 0;
  #top = 0;
  #ghost: HTMLElement | null = null;

  readonly current = (): DraggedCard | undefined => this.#dragged;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The element that follows the pointer. */
  readonly ghost = (element: HTMLElement | null): void => {
    this.#ghost = element;
    this.#place();
  };

  start(task: TaskItem, width: number): void {
    this.#become({ task, width, over: task.status });
  }

  move(left: number, top: number, over: TaskItemStatus | undefined): void {
    this.#left = left;
    this.#top = top;
    this.#place();
    if (this.#dragged && this.#dragged.over !== over) {
      this.#become({ ...this.#dragged, over });
    }
  }

  /** The card is let go. Returns what was dragged, and where to. */
  end(): DraggedCard | undefined {
    const dragged = this.#dragged;
    this.#become(undefined);
    return dragged;
  }

  #place(): void {
    this.#ghost?.style.setProperty('translate', `${this.#left}px ${this.#top}px`);
  }

  #become(dragged: DraggedCard | undefined): void {
    this.#dragged = dragged;
    this.#listeners.forEach(listener => listener());
  }
}
