import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readArguments, usage } from './arguments.js';
import { drift } from './drift.js';
import { fetchSchema } from './fetch-schema.js';
import { moduleText } from './module-text.js';
import { readSchemaDocument } from './schema-document.js';
import { TypesError } from './types-error.js';

/** Where the command writes. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
}

/**
 * Runs the command.
 *
 * @returns The exit code: 0 for done, 1 for a file that differs (`--check`), 2 where that could not be found out.
 */
export async function run(args: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    return await runChecked(args, output);
  } catch (error) {
    if (!(error instanceof TypesError)) {
      throw error;
    }
    output.error(`synchub-types: ${error.message}\n`);
    return 2;
  }
}

async function runChecked(args: readonly string[], output: Output): Promise<0 | 1> {
  const asked = readArguments(args);
  if (asked === undefined) {
    output.out(usage);
    return 0;
  }
  const text = moduleText(readSchemaDocument(await fetchSchema(asked.url, asked.headers)));
  if (asked.out === undefined) {
    output.out(text);
    return 0;
  }
  const before = await read(asked.out);
  const difference = before === undefined ? 'It does not exist.' : drift(before, text);
  if (asked.check) {
    if (difference !== null) {
      output.error(`synchub-types: ${asked.out} is not what the server's schema says. Run synchub-types without --check, and commit the file.\n${difference}\n`);
    }
    return difference === null ? 0 : 1;
  }

  // A file that is right keeps its time, so that nothing is built again.
  if (difference !== null) {
    await write(asked.out, text);
  }
  return 0;
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new TypesError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new TypesError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
