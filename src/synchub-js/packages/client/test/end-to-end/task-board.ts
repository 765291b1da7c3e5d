import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const configuration = process.env['CONFIGURATION'] ?? 'Release';
const assembly = fileURLToPath(new URL(`../../../../../../examples/TaskBoard/bin/${configuration}/net10.0/TaskBoard.dll`, import.meta.url));

/** The built TaskBoard as a process of its own, on a port and with a database that it keeps across restarts. */
export class TaskBoard {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'task-board-'));
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<TaskBoard> {
    if (!existsSync(assembly)) {
      throw new Error(`There is no ${assembly}; build it first: dotnet build examples/TaskBoard -c ${configuration}. CONFIGURATION says which build is tested.`);
    }

    const board = new TaskBoard(await freePort());
    await board.start();
    return board;
  }

  async start(): Promise<void> {
    const settings = ['--urls', this.url, `--ConnectionStrings:Tasks=Data Source=${join(this.#folder, 'tasks.db')}`];
    const child = spawn('dotnet', [assembly, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes('Application started.')) {
          resolve();
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', code => reject(new Error(`TaskBoard on port ${this.#port} ended with ${code} before it listened:\n${output}`)));
    });
  }

  /** Ends the process; `SIGKILL` for without a goodbye. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async add(task: object): Promise<{ readonly id: string }> {
    return this.#send('POST', '/api/tasks', { boardId: 'demo', title: 'Added by a test', ...task }) as Promise<{ readonly id: string }>;
  }

  async patch(id: string, changes: object): Promise<void> {
    await this.#send('PATCH', `/api/tasks/${id}`, changes);
  }

  async #send(method: string, path: string, body: object): Promise<unknown> {
    const response = await fetch(this.url + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }

    return response.status === 204 ? undefined : response.json();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
