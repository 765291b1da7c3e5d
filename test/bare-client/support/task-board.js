import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { within } from './until.js';

const configuration = process.env.CONFIGURATION ?? 'Release';
const assembly = fileURLToPath(new URL(`../../../examples/TaskBoard/bin/${configuration}/net10.0/TaskBoard.dll`, import.meta.url));

export const firstTask = '00000000-0000-0000-0000-000000000001';
export const teamTask = '00000000-0000-0000-0000-000000000035';
export const secondTask = '00000000-0000-0000-0000-000000000002';

/** The built TaskBoard as a process of its own, on a port that it keeps across restarts. */
export class TaskBoard {
  static async start() {
    const board = new TaskBoard();
    board.port = await freePort();
    await board.start();
    return board;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const child = spawn('dotnet', [assembly, '--urls', this.url], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    this.exited = once(child, 'exit');
    let output = '';
    const listening = new Promise((resolve, reject) => {
      const read = chunk => {
        output += chunk;
        if (output.includes('Application started.')) resolve();
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.on('error', reject);
      child.on('exit', code => reject(new Error(`TaskBoard ended with ${code} before it listened:\n${output}`)));
    });
    await within(30_000, 'TaskBoard listens', listening);
  }

  async stop() {
    this.process.kill('SIGTERM');
    await within(30_000, 'TaskBoard stops', this.exited);
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

  request(method, path, body, contentType = 'application/json') {
    const headers = {
      ...(body !== undefined && { 'content-type': contentType }),
      ...(this.token && { authorization: `Bearer ${this.token}` }),
    };
    return fetch(this.url + path, { method, body, headers });
  }
}

async function send(board, method, path, body) {
  const response = await board.request(method, path, body && JSON.stringify(body));
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
