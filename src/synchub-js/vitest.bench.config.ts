import { defineConfig } from 'vitest/config';

/** Figures, by hand: `npm run bench`. */
export default defineConfig({ test: { include: ['packages/*/bench/**/*.bench.ts'], testTimeout: 120_000, disableConsoleIntercept: true } });
