import { expect, it } from 'vitest';
import type { CollectionEdit } from '../src/protocol/pushes.js';
import type { ServerRecord } from '../src/protocol/server-record.js';
import { settled } from '../test/support/manual-clock.js';
import { ScriptedClient } from '../test/support/scripted-client.js';
import { seeded } from '../test/support/seeded.js';
import { at, changed, snapshot } from '../test/support/wire.js';

const rowCount = 1_000;
const pushCount = 10_000;
const runs = 9;
const budget = 250;

interface Row {
  readonly id: number;
  readonly text: string;
  readonly rank: number;
}

const rows: readonly Row[] = Array.from({ length: rowCount }, (_, id) => ({ id, text: `Note ${id}`, rank: id }));

/** Edits as a server would send them: seven updates, one move, one insertion and one removal in ten. */
function script(): CollectionEdit[] {
  const random = seeded(4711);
  const held = rows.map(row => row.id);
  let ids = rowCount;
  return Array.from({ length: pushCount }, (_, step): CollectionEdit => {
    const index = Math.floor(random() * held.length);
    const id = held[index] as number;
    switch (step % 10) {
      case 7: {
        const to = Math.floor(random() * held.length);
        held.splice(to, 0, ...held.splice(index, 1));
        return { type: 'move', from: index, index: to, id, change: { rank: step } };
      }

      case 8:
        held.splice(index, 0, ids);
        return { type: 'insert', index, entity: { id: ids++, text: `Note ${step}`, rank: step } };
      case 9:
        held.splice(index, 1);
        return { type: 'remove', index, id };
      default: return { type: 'update', index, id, change: { rank: step } };
    }
  });
}

const edits = script();

async function measureClient(): Promise<{ readonly time: number; readonly entries: readonly unknown[] }> {
  const scripted = new ScriptedClient();
  const handle = scripted.client.collection('Note');
  await settled();
  scripted.connection.push('Subscribed', snapshot(scripted.connection.takeRequest().requestId, rows as never, 0, { kind: 'collection', totalCount: rowCount }));
  let told = 0;
  handle.subscribe(() => told++);
  const records = edits.map((edit, index): ServerRecord => ({ method: 'CollectionChanged', message: { ...changed(index + 1, index, rowCount, [edit]), version: at(index + 1) } }));
  const start = performance.now();
  for (const record of records) {
    scripted.connection.receive(record);
  }

  const time = performance.now() - start;
  expect(told).toBe(pushCount);
  const { entries } = handle.data!;
  await scripted.dispose();
  return { time, entries };
}

function measureArray(): { readonly time: number; readonly entries: readonly unknown[] } {
  const entries: object[] = [...rows];
  const start = performance.now();
  for (const edit of edits) {
    switch (edit.type) {
      case 'insert': entries.splice(edit.index, 0, edit.entity as object); break;
      case 'remove': entries.splice(edit.index, 1); break;
      case 'move': {
        const [row] = entries.splice(edit.from!, 1);
        entries.splice(edit.index, 0, { ...row, ...edit.change as object });
        break;
      }

      default: entries[edit.index] = { ...entries[edit.index], ...edit.change as object };
    }
  }

  return { time: performance.now() - start, entries };
}

it(`pushes_${pushCount}ToACollectionOf${rowCount}Rows_TakeLessThan${budget}ms`, async () => {
  const times: number[] = [];
  const baseline: number[] = [];
  for (let run = 0; run < runs; run++) {
    const [client, array] = [await measureClient(), measureArray()];
    expect(client.entries).toEqual(array.entries);
    times.push(client.time);
    baseline.push(array.time);
  }

  const median = (all: number[]): number => all.sort((one, other) => one - other)[Math.floor(runs / 2)]!;
  const time = median(times);
  console.log(`${pushCount} pushes to ${rowCount} rows: ${time.toFixed(1)} ms, each told to a listener (median of ${runs} runs; the slowest ${Math.max(...times).toFixed(1)} ms, the fastest ${Math.min(...times).toFixed(1)}). The same edits by splice on an array: ${median(baseline).toFixed(1)} ms.`);
  expect(time).toBeLessThan(budget);
});
