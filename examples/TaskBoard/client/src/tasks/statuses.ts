import type { TaskItemStatus } from '../models.js';

/** The columns, from left to right. */
export const statuses: readonly TaskItemStatus[] = ['todo', 'doing', 'done'];

export const statusNames: Readonly<Record<TaskItemStatus, string>> = { todo: 'To do', doing: 'Doing', done: 'Done' };

/** The column beside, if there is one. */
export function neighbour(status: TaskItemStatus, step: 1 | -1): TaskItemStatus | undefined {
  return statuses[statuses.indexOf(status) + step];
}
