import { defineConfig } from 'vite';

// For `npm run dev`, beside a TaskBoard that was started with `dotnet run`.
const server = { target: 'http://localhost:5000', ws: true };

const source = (file: string) => `${import.meta.dirname}/node_modules/@synchub/${file}`;

export default defineConfig({
  base: './',
  // As tsconfig.json says it: the packages beside are read as sources, and what they import is found among the page's own packages.
  resolve: {
    preserveSymlinks: true,
    alias: [{ find: /^@synchub\/(client|react)$/, replacement: source('$1/src/index.ts') }, { find: '@synchub/client/indexeddb', replacement: source('client/src/indexeddb.ts') }],
  },
  // The names stay the same from build to build, so that no old files gather beside the application.
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    rolldownOptions: {
      output: { entryFileNames: 'assets/page.js', chunkFileNames: 'assets/[name].js', assetFileNames: 'assets/page[extname]' },
    },
  },
  server: { proxy: { '/api': server, '/sync': server } },
});
