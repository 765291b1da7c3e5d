import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const docs = new URL('../../docs/access.md', import.meta.url);
const page = readFileSync(docs, 'utf8');
const server = file => readFileSync(new URL(`../../src/SyncHub.Server/${file}`, import.meta.url), 'utf8');

/** The limits of the source, with their defaults as numbers where they are such. */
function limits() {
  const declared = server('SyncHubLimits.cs').matchAll(/public \w+ (\w+) \{ get; set; \} = ([^;]+);/g);
  return new Map([...declared].map(([, name, value]) => [name, /^[\d_* ]+$/.test(value) ? value.replaceAll('_', '').split('*').reduce((a, b) => a * Number(b), 1) : null]));
}

test('Limits_OfTheSource_AreAllInTheTableWithTheirDefaults', () => {
  const table = page.slice(page.indexOf('<!-- limits')).split('\n').filter(line => line.startsWith('| `'));
  const told = new Map();
  for (const row of table) {
    const [, names, value] = row.split('|');
    const numbers = [...value.matchAll(/([\d,]+)( KiB| MiB)?/g)].map(([, digits, unit]) => Number(digits.replaceAll(',', '')) * ({ ' KiB': 1024, ' MiB': 1024 * 1024 }[unit] ?? 1));
    [...names.matchAll(/`(\w+)`/g)].forEach(([, name], i) => told.set(name, numbers[i]));
  }
  const declared = limits();
  assert.ok(declared.size > 10);
  assert.deepEqual([...told.keys()].sort(), [...declared.keys()].sort());
  for (const [name, value] of declared) if (value !== null) assert.equal(told.get(name), value, name);
});

for (const name of ['access.md', 'client-guide.md', 'entity-framework.md']) {
  test(`Links_Of_${name}_LeadSomewhere`, () => {
    const anchors = text => new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')));
    const document = new URL(name, docs);
    for (const [, target] of readFileSync(document, 'utf8').matchAll(/\]\(([^)]+)\)/g)) {
      const [path, anchor] = target.split('#');
      const file = new URL(path || name, docs);
      assert.ok(existsSync(file), target);
      if (anchor) assert.ok(anchors(readFileSync(file, 'utf8')).has(anchor), target);
    }
  });
}
