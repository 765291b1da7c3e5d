import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../src/synchub-js/', import.meta.url));

/** Builds synchub-types from its sources, so that no old build is tested. */
export async function buildTypesCommand() {
  if (!existsSync(`${workspace}node_modules`)) {
    await succeed('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  await succeed(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'packages/types/tsconfig.build.json']);
}

/** Runs synchub-types; its exit code and what it wrote. */
export function types(...args) {
  return execute(process.execPath, [`${workspace}packages/types/dist/cli.js`, ...args]);
}

async function succeed(command, args) {
  const { code, output } = await execute(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} in src/synchub-js ended with ${code}:\n${output}`);
}

function execute(command, args) {
  return new Promise(resolve => {
    execFile(command, args, { cwd: workspace }, (error, out, errors) => resolve({ code: error ? error.code : 0, output: out + errors }));
  });
}
