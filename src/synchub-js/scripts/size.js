// What @synchub/client adds to a page that uses all of its main entry point: bundled, minified, gzipped, without @microsoft/signalr.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const budget = 15_360;

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../packages/client/src/index.ts', import.meta.url))],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  external: ['@microsoft/signalr', 'idb'],
  write: false,
});
const [bundle] = outputFiles;
const size = gzipSync(bundle.contents, { level: 9 }).length;
console.log(`@synchub/client: ${size} bytes gzipped (${bundle.contents.length} minified) of ${budget}`);
if (size > budget) {
  console.error(`The bundle is ${size - budget} bytes above the budget; make it smaller, or move what not everybody needs to an entry point of its own.`);
  process.exitCode = 1;
}
