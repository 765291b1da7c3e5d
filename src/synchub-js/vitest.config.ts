import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Packages are tested from their sources, also where one imports another.
  resolve: {
    alias: [
      { find: /^@synchub\/client$/, replacement: new URL('packages/client/src/index.ts', import.meta.url).pathname },
      { find: /^@synchub\/client\/indexeddb$/, replacement: new URL('packages/client/src/indexeddb.ts', import.meta.url).pathname },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
  },
});
