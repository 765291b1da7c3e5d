import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { within } from './until.js';

const configuration = process.env.CONFIGURATION ?? 'Release';

/** A built example as a process of its own, on a port that it keeps across restarts. */
export class ServerProcess {
  #name;
  #settings;
  #waiting = new Set();
  output = '';

  constructor(name, port, settings = {}) {
    this.#name = name;
    this.#settings = settings;
    this.port = port;
  }

  static async freePort() {
    const probe = createServer();
    probe.listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address();
    probe.close();
    await once(probe, 'close');
    return port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it writes when it can be used. */
  get readyText() {
    return 'Application started.';
  }

  async start() {
    const assembly = fileURLToPath(new URL(`../../../examples/${this.#name}/bin/${configuration}/net10.0/${this.#name}.dll`, import.meta.url));
    const settings = Object.entries(this.#settings).map(([name, value]) => `--${name}=${value}`);
    const child = spawn('dotnet', [assembly, '--urls', this.url, ...settings], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.process = child;
    this.exited = once(child, 'exit');
    this.output = '';
    child.stdout.setEncoding('utf8').on('data', chunk => this.#read(chunk));
    child.stderr.setEncoding('utf8').on('data', chunk => this.#read(chunk));
    const failed = new Promise((_, reject) => {
      child.on('error', reject);
      child.on('exit', code => reject(new Error(`${this.#name} ended with ${code} before it listened:\n${this.output}`)));
    });
    failed.catch(() => {});
    await Promise.race([failed, this.logged(`${this.#name} listens`, output => output.includes(this.readyText))]);
  }

  async stop() {
    this.process.kill('SIGTERM');
    await within(30_000, `${this.#name} stops`, this.exited);
  }

  /** Waits until what the process has written since its start fits. */
  logged(what, fits) {
    if (fits(this.output)) return Promise.resolve();
    return within(30_000, what, new Promise(resolve => this.#waiting.add({ fits, resolve })));
  }

  #read(chunk) {
    this.output += chunk;
    for (const waiting of this.#waiting) {
      if (!waiting.fits(this.output)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }
}
