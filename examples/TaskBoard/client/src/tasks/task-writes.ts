import type { Fetch, SyncMutation } from '@synchub/client';
import type { TaskItem } from '../models.js';
import type { SessionStore } from '../session/session.js';
import type { BoardClient } from '../sync/create-client.js';
import type { Notices } from '../status/notices.js';
import { newTaskId } from './new-task-id.js';
import { RequestError, sendJson } from './send-json.js';

export type TaskChange = Partial<Pick<TaskItem, 'title' | 'status' | 'priority' | 'assignee' | 'notes'>>;
export type NewTask = Pick<TaskItem, 'boardId' | 'title' | 'status' | 'assignee'>;

/** A write that came to nothing. */
interface Refusal {
  readonly sentence: string;
  readonly mutation: SyncMutation;
}

/**
 * How the page writes: the application's own REST calls, each shown at once and taken back where the server refuses it. Each call resolves to
 * whether the server has taken it.
 */
export class TaskWrites {
  readonly #client: BoardClient;
  readonly #sessions: SessionStore;
  readonly #notices: Notices;

  constructor(client: BoardClient, sessions: SessionStore, notices: Notices) {
    this.#client = client;
    this.#sessions = sessions;
    this.#notices = notices;
  }

  /** Where it is refused, a notice offers to try again. */
  change({ id, title }: TaskItem, change: TaskChange): Promise<boolean> {
    return this.#insist(`“${title}” was not changed`, () => this.#change(id, change));
  }

  /** Resolves to what the server had against it; empty where nothing. The refused mutation is dismissed. */
  async tryChange(id: string, change: TaskChange): Promise<string> {
    const refusal = await this.#change(id, change);
    refusal?.mutation.dismiss();
    return refusal?.sentence ?? '';
  }

  add(task: NewTask): Promise<boolean> {
    const now = new Date().toISOString();
    const row: TaskItem = { ...task, id: newTaskId(), priority: 0, createdAt: now, updatedAt: now };
    return this.#insist(`“${task.title}” was not added`, () =>
      this.#write(this.#client.mutate(m => m.add('TaskItem', row)), (fetch, token) => sendJson(fetch, 'POST', 'api/tasks', { ...task, id: row.id }, token)));
  }

  remove({ id, title }: TaskItem): Promise<boolean> {
    return this.#insist(`“${title}” was not deleted`, () =>
      this.#write(this.#client.mutate(m => m.remove('TaskItem', id)), (fetch, token) => sendJson(fetch, 'DELETE', `api/tasks/${id}`, undefined, token)));
  }

  #change(id: string, change: TaskChange): Promise<Refusal | undefined> {
    return this.#write(this.#client.mutate(m => m.update('TaskItem', id, change)), (fetch, token) => sendJson(fetch, 'PATCH', `api/tasks/${id}`, change, token));
  }

  async #insist(what: string, write: () => Promise<Refusal | undefined>): Promise<boolean> {
    const refusal = await write();
    if (refusal) {
      const { sentence, mutation } = refusal;
      this.#notices.show(`${what}. ${sentence}`, () => {
        mutation.dismiss();
        void this.#insist(what, write);
      }, () => mutation.dismiss());
    }

    return !refusal;
  }

  async #write(mutation: SyncMutation, call: (fetch: Fetch, token: string | undefined) => Promise<unknown>): Promise<Refusal | undefined> {
    const token = this.#sessions.current()?.token;
    try {
      await mutation.via(fetch => call(fetch, token));
      return undefined;
    } catch (error) {
      if (error instanceof RequestError && error.status === 401 && token !== undefined) {
        this.#sessions.forget(token);
      }

      return { sentence: error instanceof Error ? error.message : String(error), mutation };
    }
  }
}
