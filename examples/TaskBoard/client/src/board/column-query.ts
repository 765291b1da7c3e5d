import { query, type QueryBuilder } from '@synchub/client';
import type { TaskItem, TaskItemStatus } from '../models.js';

/** The tasks of one column, newest first. */
export function columnQuery(board: string, status: TaskItemStatus, assignee: string | null | undefined, top: number): QueryBuilder<TaskItem> {
  const tasks = query<TaskItem>()
    .where(task => task.boardId.eq(board))
    .where(task => task.status.eq(status));
  return (assignee === undefined ? tasks : tasks.where(task => task.assignee.eq(assignee))).orderBy('createdAt', 'desc').top(top);
}
