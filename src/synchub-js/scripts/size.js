// What @synchub/client adds to a page, bundled, minified and gzipped, without @microsoft/signalr. What a page does not import, its bundler leaves out:
// the budget is for the client itself; what can be added to it is shown for what it adds.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const budget = 15_360;
const folder = fileURLToPath(new URL('../packages/client/src', import.meta.url));

async function sizeOf(contents) {
  const { outputFiles: [bundle] } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['@microsoft/signalr', 'idb'],
    write: false,
  });
  return gzipSync(bundle.contents, { level: 9 }).length;
}

const core = 'SyncClient, defineModels';
const client = await sizeOf(`export { ${core} } from './index.js'`);
console.log(`the client: ${client} bytes gzipped of ${budget}`);
for (const [title, names] of Object.entries({
  'a local store': 'localCache',
  'the query builder': 'query',
  'shared tabs': 'sharedConnection',
  'optimistic writes': 'optimisticWrites, syncFetch',
})) {
  console.log(`  and ${title}: ${await sizeOf(`export { ${core}, ${names} } from './index.js'`) - client} more`);
}

console.log(`  everything that index.ts exports: ${await sizeOf(`export * from './index.js'`)}`);
if (client > budget) {
  console.error(`The client is ${client - budget} bytes above its budget; make it smaller, or make a part of it something that is added.`);
  process.exitCode = 1;
}
