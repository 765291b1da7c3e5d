import { describe, expect, it } from 'vitest';
import type { ConnectionEffect } from '../../src/connection/connection-effect.js';
import type { ConnectionEvent } from '../../src/connection/connection-event.js';
import { reduceConnection, type ConnectionTransition } from '../../src/connection/connection-reducer.js';
import { idleConnection, type ConnectionState, type SyncConnectionState } from '../../src/connection/connection-state.js';
import type { Closing } from '../../src/protocol/closing.js';
import { SyncError } from '../../src/sync-error.js';
import { readJson } from '../support/repository.js';
import { readTable } from '../support/read-table.js';
import { seeded } from '../support/seeded.js';

interface ConnectionFile {
  readonly maxAttempts: number;
  readonly columns: { readonly [column: string]: { readonly attempts: number } };
  readonly events: { readonly [name: string]: { readonly event: ConnectionEvent['type']; readonly isFinal?: boolean; readonly closing?: Closing } };
  readonly cells: { readonly [event: string]: readonly string[] };
}

const file = readJson<ConnectionFile>('test/state-machines/connection.json');
const reason = new SyncError('test', 'A reason.');
const columns = Object.keys(file.columns);

const states = new Map(Object.entries(file.columns).map(([name, { attempts }]): [string, ConnectionState] => [
  name,
  { phase: (name.charAt(0).toLowerCase() + name.slice(1)) as SyncConnectionState, attempt: attempts, backoff: attempts, reason: attempts ? reason : undefined },
]));

const events = new Map(Object.entries(file.events).map(([name, { event, isFinal = false, closing }]): [string, ConnectionEvent] => [
  name,
  event === 'openFailed' ? { type: event, reason, isFinal }
    : event === 'lost' ? { type: event, reason }
    : event === 'serverCloses' ? { type: event, closing: closing! }
    : { type: event },
]));

describe('reduceConnection', () => {
  it('reduceConnection_EveryCell_IsTheTables', () => {
    const wrong: string[] = [];
    for (const [name, row] of Object.entries(file.cells)) {
      row.forEach((expected, column) => {
        const state = states.get(columns[column]!)!;
        const actual = describeTransition(state, reduceConnection(state, events.get(name)!, file.maxAttempts));
        if (actual !== expected) {
          wrong.push(`${columns[column]} on '${name}': the table says '${expected}', the reducer '${actual}'`);
        }
      });
    }

    expect(wrong).toEqual([]);
  });

  it('connectionFile_Cells_AreTheDocuments', () => {
    const document = readTable('docs/state-machines.md', '## The connection');
    expect(document.columns).toEqual(columns);
    expect(file.cells).toEqual(Object.fromEntries(document.rows));
    expect([...events.keys()].sort()).toEqual(Object.keys(file.cells).sort());
  });

  it.each([[0, 1], [1, 2], [3, 4]])('reduceConnection_MaxAttempts%i_GivesUpAfter%iTries', (maxAttempts, expected) => {
    let { state } = reduceConnection(idleConnection, { type: 'demanded' }, maxAttempts);
    let tries = 0;
    while (state.phase !== 'givenUp') {
      tries++;
      ({ state } = reduceConnection(state, { type: 'openFailed', reason, isFinal: false }, maxAttempts));
      ({ state } = reduceConnection(state, { type: 'delayElapsed' }, maxAttempts));
    }

    expect(tries).toBe(expected);
  });

  it('reduceConnection_RandomSequences_HoldTheInvariants', () => {
    const seed = 20261122;
    const random = seeded(seed);
    const all = [...events.values()].filter(event => event.type !== 'disposed');
    for (let run = 0; run < 2_000; run++) {
      let state = idleConnection;
      let [isOpen, isWaiting] = [false, false];
      for (let step = 0; step < 40; step++) {
        const next = reduceConnection(state, all[Math.floor(random() * all.length)]!, 4);
        let isTwice = false;
        for (const { type } of next.effects) {
          isTwice ||= type === 'open' && isOpen;
          isOpen = type === 'open' || (isOpen && type !== 'close');
          isWaiting = type === 'startDelay' || (isWaiting && type !== 'stopDelay' && type !== 'open');
        }

        const { phase, attempt } = next.state;
        const isRight = !isTwice && isOpen === (phase === 'connecting' || phase === 'connected') && isWaiting === (phase === 'waiting') && attempt <= 4;
        if (!isRight) {
          expect.fail(`Seed ${seed}, run ${run}, step ${step}: ${phase} after ${state.phase}, attempt ${attempt}, open ${isOpen}, twice ${isTwice}, waiting ${isWaiting}`);
        }

        state = next.state;
      }
    }
  });
});

function describeTransition(before: ConnectionState, { state, effects }: ConnectionTransition): string {
  const name = columns.find(column => column.toLowerCase() === state.phase.toLowerCase());
  return before === state && effects.length === 0 ? '·' : [name, ...effects.map(describeEffect)].join(', ');
}

function describeEffect(effect: ConnectionEffect): string {
  switch (effect.type) {
    case 'open': case 'close': return effect.type;
    case 'startDelay': return `attempt ${effect.attempt} after ${effect.afterMs === undefined ? `backoff ${effect.backoff}` : `${effect.afterMs} ms`}`;
    case 'stopDelay': return 'stop delay';
    case 'tellConnected': return 'tell Connected';
    case 'tellDisconnected': return 'tell Disconnected';
    case 'tellGivenUp': return 'tell ReconnectFailed';
  }
}
