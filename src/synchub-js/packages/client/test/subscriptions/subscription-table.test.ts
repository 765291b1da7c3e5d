import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reduceSubscription } from '../../src/subscriptions/subscription-reducer.js';
import { readTable } from '../support/read-table.js';
import { describeTransition, StateTable, tableFile, type Kind } from './state-table.js';

// The only events that ask whether anybody observes.
const observationEvents = ['observed', 'released', 'suspend delay over'];
const kinds = ['entity', 'collection', 'resolver'] as const;

describe('reduceSubscription', () => {
  it.each(tableFile.tables)('reduceSubscription_EveryCellOf_$heading', ({ kind, observed, cells }) => {
    const table = new StateTable(kind);
    const wrong: string[] = [];
    let count = 0;
    for (const [name, row] of Object.entries(cells)) {
      row.forEach((expected, column) => {
        count++;
        const title = tableFile.columns[column] as string;
        const before = table.states.get(title)!; // The file's own columns.
        const state = observed ? before : { ...before, isObserved: false };
        const actual = describeTransition(state, reduceSubscription(state, table.events.get(name)!, table.rules));
        if (actual !== expected) {
          wrong.push(`${title} on '${name}': the table says '${expected}', the reducer '${actual}'`);
        }
      });
    }

    expect(wrong).toEqual([]);
    expect(count).toBe(Object.keys(cells).length * tableFile.columns.length);
  });

  it.each(tableFile.tables)('tableFile_$heading_IsTheDocuments', ({ heading, cells }) => {
    const document = readTable('docs/state-machines.md', heading);
    expect(document.columns).toEqual(tableFile.columns);
    expect(cells).toEqual(Object.fromEntries(document.rows));
  });

  it('tableFile_Events_AreAllTabled', () => {
    expect(Object.keys(tableFile.tables[0]!.cells).sort()).toEqual([...new StateTable('entity').events.keys()].sort());
    for (const kind of ['collection', 'resolver'] as const) {
      const tabled = tableFile.tables.find(table => table.kind === kind)!;
      expect(Object.keys(tabled.cells).sort()).toEqual(Object.keys(tableFile.kinds[kind].events).sort());
    }
  });

  it.each(kinds)('reduceSubscription_WithoutHandlesOf%s_OtherEventsDoTheSame', (kind: Kind) => {
    const table = new StateTable(kind);
    for (const [column, state] of table.states) {
      for (const [name, event] of table.events) {
        if (!state.isObserved || observationEvents.includes(name)) {
          continue;
        }

        const observed = reduceSubscription(state, event, table.rules);
        const unobserved = reduceSubscription({ ...state, isObserved: false }, event, table.rules);
        expect(isDeepStrictEqual({ ...observed.state, isObserved: false }, unobserved.state), `${column} on '${name}'`).toBe(true);
        expect(isDeepStrictEqual(observed.effects, unobserved.effects), `${column} on '${name}'`).toBe(true);
      }
    }
  });

  it.each(['collection', 'resolver'] as const)('reduceSubscription_%s_CommonEventsDoAsForAnEntity', kind => {
    const [entity, other] = [new StateTable('entity'), new StateTable(kind)];
    for (const isObserved of [true, false]) {
      for (const column of tableFile.columns) {
        for (const name of entity.commonEvents.keys()) {
          const of = (table: StateTable): string => {
            const state = { ...table.states.get(column)!, isObserved };
            return describeTransition(state, reduceSubscription(state, table.events.get(name)!, table.rules));
          };
          expect(of(other), `${column} on '${name}'`).toBe(of(entity));
        }
      }
    }
  });
});
