import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from './server-process.js';

export const firstTask = '00000000-0000-0000-0000-000000000001';
export const teamTask = '00000000-0000-0000-0000-000000000035';
export const secondTask = '00000000-0000-0000-0000-000000000002';

/** The built TaskBoard as a process of its own, on a port and with a database that it keeps across restarts. */
export class TaskBoard extends ServerProcess {
  static async start(settings = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'task-board-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const own = { 'ConnectionStrings:Tasks': `Data Source=${join(folder, 'tasks.db')}`, Keys: join(folder, 'keys') };
    const board = new TaskBoard('TaskBoard', await ServerProcess.freePort(), { ...own, ...settings });
    board.keys = own.Keys;
    await board.start();
    return board;
  }

  /** Has the server, which is stopped, know no token any more. */
  forgetTokens() {
    rmSync(this.keys, { recursive: true });
  }

  /** Signs in by name; the token. */
  async signIn(name) {
    return (await send(this, 'POST', '/api/sign-in', { name })).token;
  }

  /** What was signed in with the token ends. */
  async signOut(token) {
    await send(this.as(token), 'POST', '/api/sign-out');
  }

  /** The same board for requests that carry a token. */
  as(token) {
    return Object.assign(Object.create(this), { token });
  }

  /** The same board, asked at another address. */
  at(url) {
    return Object.create(this, { url: { value: url } });
  }

  async add(task) {
    return send(this, 'POST', '/api/tasks', { boardId: 'demo', title: 'Added by a test', ...task });
  }

  async patch(id, changes) {
    return send(this, 'PATCH', `/api/tasks/${id}`, changes);
  }

  async remove(id) {
    return send(this, 'DELETE', `/api/tasks/${id}`);
  }

  async get(id) {
    return send(this, 'GET', `/api/tasks/${id}`);
  }

  /** The tasks of a board, newest first. */
  async list(boardId) {
    return send(this, 'GET', `/api/tasks?boardId=${boardId}`);
  }

  request(method, path, body, contentType = 'application/json', more = {}) {
    const headers = {
      ...more,
      ...(body !== undefined && { 'content-type': contentType }),
      ...(this.token && { authorization: `Bearer ${this.token}` }),
    };
    return fetch(this.url + path, { method, body, headers });
  }
}

async function send(board, method, path, body) {
  // A write that has a name is answered when the change log has it: the next one is told by itself, and not as one with it.
  const name = method !== 'GET' && path.startsWith('/api/tasks') ? { 'synchub-mutation': randomUUID() } : {};
  const response = await board.request(method, path, body && JSON.stringify(body), 'application/json', name);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}
