import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('README_EveryExample_IsCompiled', () => {
  const blocks = [...read('../README.md').matchAll(/```tsx\n([^]*?)```/g)].map(([, code = '']) => code);
  const compiled = read('./snippets/readme.tsx');

  expect(blocks.length).toBeGreaterThan(4);
  expect(blocks.filter(block => !compiled.includes(block))).toEqual([]);
});
