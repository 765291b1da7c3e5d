import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** An empty folder for the time of a test, inside the package so that what is compiled there finds its packages. */
export async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(import.meta.dirname, '..', '.run-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
