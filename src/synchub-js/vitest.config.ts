import { defineConfig } from 'vitest/config';

// Vitest's own report of failures wants it, and Node.js 20 does not have it.
Object.assign(Map, {
  groupBy: <K, V>(items: Iterable<V>, keyOf: (item: V) => K): Map<K, V[]> => {
    const groups = new Map<K, V[]>();
    for (const item of items) {
      groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
    }

    return groups;
  },
});

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
