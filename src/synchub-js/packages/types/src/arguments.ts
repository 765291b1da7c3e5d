import { parseArgs } from 'node:util';
import { TypesError } from './types-error.js';

/** How the command is called. */
export const usage = `synchub-types <url> [--out <file>] [--check] [--header "<name>: <value>"]…

Writes TypeScript types for the models of a SyncHub server that maps its schema (app.MapSyncHubSchema).

  <url>      Where the hub is: https://example.com/sync
  --out      The file to write; without it, the types go to the standard output.
  --check    Writes nothing: exits with 1, and tells the difference, where the file is not what it would be.
  --header   A header of the request, for a schema that is not for everybody: --header "Authorization: Bearer …"
  --help     Shows this.
`;

/** What the command was told to do. */
export interface Arguments {
  readonly url: URL;
  readonly out: string | undefined;
  readonly check: boolean;
  readonly headers: Headers;
}

/** Reads the command line; undefined where it asks for help. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) {
    return undefined;
  }
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0) {
    throw new TypesError(`synchub-types takes the address of one hub, not ${positionals.length}: synchub-types https://example.com/sync`);
  }
  if (values.check && values.out === undefined) {
    throw new TypesError('--check compares with a file; name it with --out.');
  }
  return { url: readUrl(url), out: values.out, check: values.check ?? false, headers: readHeaders(values.header ?? []) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        check: { type: 'boolean' },
        header: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new TypesError(`${(error as Error).message} See synchub-types --help.`);
  }
}

function readUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new TypesError(`'${text}' is not an address over http or https; give the hub's, https://example.com/sync say.`);
  }
  return new URL(text);
}

function readHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = /^([^:]+):(.*)$/s.exec(line) ?? [];
    try {
      if (name === undefined || value === undefined) {
        throw new TypeError('no colon');
      }
      headers.append(name.trim(), value.trim());
    } catch {
      // Without the value, which may be a secret.
      throw new TypesError(`The header '${name ?? line.split(' ')[0] ?? ''}' cannot be sent; write it as in --header "Authorization: Bearer …".`);
    }
  }
  return headers;
}
