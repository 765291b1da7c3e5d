import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../../../../', import.meta.url);

/** The text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** A JSON file of the repository. */
export function readJson<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}

/** The paths of a folder's files. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, root)).sort().map(name => `${folder}/${name}`);
}
