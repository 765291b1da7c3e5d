import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json/json.js';
import type { CollectionQuery } from '../../src/protocol/requests.js';
import { canonicalQuery, compareKeys, queryKey, rowJudge, type PropertyKinds } from '../../src/queries/index.js';
import { allKinds, enumsOnly, queryFile, type QueryCase } from './query-cases.js';

type Key = number;

const files = ['written', 'generated'] as const;
const kindsOf = { all: allKinds, enums: enumsOnly };

function idOf(row: JsonObject): Key {
  return row['id'] as Key;
}

/** What this side says of all rows: which match, and which pairs stand in which order. Undefined where it cannot tell. */
function judged(rows: readonly JsonObject[], query: CollectionQuery, kinds: PropertyKinds) {
  const judge = rowJudge(query, kinds);
  const matches = new Map(rows.map(row => [idOf(row), judge.matches(row)] as const));
  const compare = (left: JsonObject, right: JsonObject) => {
    const order = judge.compare(left, right);
    return order === 0 ? compareKeys(idOf(left), idOf(right), left, 'id') : order;
  };
  return { matches, compare };
}

/** Which rows the server's answer holds; it names only those of the page, so this asks for all of them. */
function pageOf(rows: readonly JsonObject[], { query, total }: QueryCase, kinds: PropertyKinds): readonly Key[] | undefined {
  const { matches, compare } = judged(rows, query, kinds);
  const found = rows.filter(row => matches.get(idOf(row)) !== false);
  if (found.some(row => matches.get(idOf(row)) === undefined)) {
    return undefined;
  }

  expect(found.length).toBe(total);
  let isKnown = true;
  const sorted = [...found].sort((left, right) => {
    const order = compare(left, right);
    isKnown &&= order !== undefined;
    return order ?? 0;
  });
  const { skip = 0, top = sorted.length } = query;
  return isKnown ? sorted.slice(skip, skip + top).map(idOf) : undefined;
}

describe.each(files)('rowJudge over %s cases', name => {
  const { rows, cases } = queryFile(name);
  const byId = new Map(rows.map(row => [idOf(row), row] as const));

  it.each(['all', 'enums'] as const)('judge_KindsOf%s_AnswersAsTheServerOrNotAtAll', which => {
    let unknown = 0;
    for (const one of cases) {
      const page = pageOf(rows, one, kindsOf[which]);
      unknown += Number(page === undefined);
      expect(page ?? one.keys, one.name).toEqual(one.keys);

      // Where the whole page cannot be told: nothing of it may be told wrongly.
      const { matches, compare } = judged(rows, one.query, kindsOf[which]);
      expect(one.keys.filter(key => matches.get(key) === false), one.name).toEqual([]);
      const told = [...matches].filter(([, is]) => is === true).map(([key]) => key);
      expect(told.length, one.name).toBeLessThanOrEqual(one.total);
      expect(one.keys.length === one.total ? told.filter(key => !one.keys.includes(key)) : [], one.name).toEqual([]);
      for (const [index, key] of one.keys.slice(1).entries()) {
        const [left, right] = [byId.get(one.keys[index] ?? 0), byId.get(key)];
        expect(left && right ? compare(left, right) ?? -1 : 0, `${one.name}: ${one.keys[index]} before ${key}`).toBeLessThan(0);
      }
    }

    // Big integers that JavaScript rounds, and patterns that are .NET's alone; without kinds also texts that look like something else.
    console.log(`${name}, kinds of ${which}: ${unknown} of ${cases.length} pages cannot be told`);
    expect(unknown / cases.length).toBeLessThan(0.15);
  });

  it('canonicalQuery_OfEachCase_MeansTheSame', () => {
    for (const { name: title, query } of cases) {
      const canonical = canonicalQuery(query);
      const [before, after] = [judged(rows, query, allKinds), judged(rows, canonical, allKinds)];
      for (const row of rows) {
        const was = before.matches.get(idOf(row));
        expect(was === undefined || after.matches.get(idOf(row)) === undefined ? was : after.matches.get(idOf(row)), `${title}: ${JSON.stringify(canonical)}`).toBe(was);
      }

      expect(queryKey(canonical), title).toBe(queryKey(query));
    }
  });

  it('queryKey_OfRewordedFilters_IsMostlyTheSameAndNeverMeansAnother', () => {
    let [same, count] = [0, 0];
    for (const { name: title, query, also } of cases) {
      const known = judged(rows, query, allKinds);
      for (const filter of also) {
        const other = judged(rows, canonicalQuery({ ...query, filter }), allKinds);
        count++;
        same += Number(queryKey({ ...query, filter }) === queryKey(query));
        for (const row of rows) {
          const [one, two] = [known.matches.get(idOf(row)), other.matches.get(idOf(row))];
          expect(one === undefined || two === undefined || one === two, `${title}: ${JSON.stringify(filter)}`).toBe(true);
        }
      }
    }

    console.log(`${name}: ${same} of ${count} rewordings share a key`);
    expect(same / count).toBeGreaterThan(0.8);
  });
});
