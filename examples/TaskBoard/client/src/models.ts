// Written by synchub-types from the schema of a SyncHub server. Run it again instead of editing this file.

export interface TaskItem {
  /** Format: uuid. */
  readonly id: string;
  readonly boardId: string;
  readonly title: string;
  readonly status: TaskItemStatus;
  readonly priority: number;
  readonly assignee: string | null;
  readonly notes?: string | null;
  /** Format: date-time. */
  readonly createdAt: string;
  /** Format: date-time. */
  readonly updatedAt: string;
}

export type TaskItemStatus = 'todo' | 'doing' | 'done';

/** The server's models, by their names on the wire. */
export interface Models {
  readonly TaskItem: { readonly entity: TaskItem; readonly key: string };
}
