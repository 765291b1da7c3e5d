import { describe, expect, it } from 'vitest';
import { allOf, anyOf, query, queryKey } from '../../src/queries/index.js';

interface Task {
  id: string;
  status: 'open' | 'done';
  title: string;
  assignee: string | null;
  priority: number;
  tags: string[];
  address: { city: string } | null;
}

const tasks = query<Task>();

describe('QueryBuilder', () => {
  it('toQuery_OfConditionsOrderAndPage_IsTheWireForm', () => {
    const open = tasks.where(t => t.status.eq('open').and(t.assignee.in(['a', null]))).orderBy('createdAt' as 'id', 'desc').thenBy('address.city').top(50).skip(10).withoutTotal();

    expect(open.toQuery()).toEqual({
      filter: { $and: [{ status: { $eq: 'open' } }, { assignee: { $in: ['a', null] } }] },
      order: [{ createdAt: 'DESC' }, { 'address.city': 'ASC' }],
      top: 50,
      skip: 10,
      total: false,
    });
  });

  it('toQuery_OfNothing_IsEmpty', () => {
    expect(tasks.toQuery()).toEqual({});
  });

  it('where_SeveralTimes_MeansAnd', () => {
    const built = tasks.where(t => t.priority.gt(1)).where({ title: { $like: 'a%' } }).toQuery();

    expect(built.filter).toEqual({ $and: [{ priority: { $gt: 1 } }, { title: { $like: 'a%' } }] });
  });

  it('where_EveryOperator_IsWrittenAsTheProtocolHasIt', () => {
    const written = (condition: Parameters<typeof tasks.where>[0]) => tasks.where(condition).toQuery().filter;
    expect([
      written(t => t.title.ne('a')), written(t => t.title.nin(['a'])), written(t => t.title.gt('a')), written(t => t.title.gte('a')), written(t => t.title.lt('a')),
      written(t => t.title.lte('a')), written(t => t.title.startsWith('a')), written(t => t.title.endsWith('a')), written(t => t.title.contains('a')), written(t => t.title.like('a')),
      written(t => t.title.regex('a')), written(t => t.tags.contains('a')), written(t => t.address.city.eq('a')), written(t => t.address.ne(null)),
      written(t => t.title.eq('a').not()), written(t => anyOf(t.title.eq('a'), t.title.eq('b'))), written(() => anyOf()), written(() => allOf()),
    ]).toEqual([
      { title: { $ne: 'a' } }, { title: { $nin: ['a'] } }, { title: { $gt: 'a' } }, { title: { $gte: 'a' } }, { title: { $lt: 'a' } },
      { title: { $lte: 'a' } }, { title: { $startsWith: 'a' } }, { title: { $endsWith: 'a' } }, { title: { $contains: 'a' } }, { title: { $like: 'a' } },
      { title: { $regex: 'a' } }, { tags: { $contains: 'a' } }, { 'address.city': { $eq: 'a' } }, { address: { $ne: null } },
      { $not: { title: { $eq: 'a' } } }, { $or: [{ title: { $eq: 'a' } }, { title: { $eq: 'b' } }] }, { $or: [] }, {},
    ]);
  });

  it('where_DatesAndBigInts_AreWrittenAsTheWireHasThem', () => {
    const built = tasks.where(t => t.title.gt(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 67))).and(t.priority.lt(9007199254740993n))).toQuery();

    expect(built.filter).toEqual({ $and: [{ title: { $gt: '2026-01-02T03:04:05.0670000Z' } }, { priority: { $lt: '9007199254740993' } }] });
  });

  it('where_OnABuilder_LeavesItAsItWas', () => {
    const all = tasks.orderBy('title');
    all.where(t => t.priority.eq(1)).top(1).orderBy('id');

    expect(all.toQuery()).toEqual({ order: [{ title: 'ASC' }] });
  });

  it('thenBy_WithoutOrder_SaysWhatToCall', () => {
    expect(() => tasks.thenBy('id')).toThrow("thenBy('id') follows on no order; call orderBy first.");
  });

  it.each([-1, 1.5, Number.NaN])('top_%s_IsRefused', count => {
    expect(() => tasks.top(count)).toThrow(`top is ${count}. Use a whole number, 0 or more.`);
    expect(() => queryKey({ skip: count })).toThrow(`skip is ${count}. Use a whole number, 0 or more.`);
  });

  it('where_UndefinedValue_IsRefusedByName', () => {
    expect(() => tasks.where(t => t.address.city.eq(undefined as unknown as string))).toThrow("'address.city' eq is undefined");
    expect(() => tasks.where(t => t.title.in('a' as unknown as string[]))).toThrow('\'title\' in is "a"; give an array of values.');
  });
});

describe('queryKey', () => {
  it.each([
    [{ filter: {} }, {}],
    [{ filter: { a: { $eq: 1 }, b: { $eq: 2 } } }, { filter: { $and: [{ b: { $in: [2, 2] } }, { a: { $eq: 1 } }] } }],
    [{ filter: { a: { $gt: 1, $gte: 1 } } }, { filter: { a: { $gt: 1 } } }],
    [{ filter: { a: { $gt: 'm', $lt: 'b' } } }, { filter: { $or: [] } }],
    [{ filter: { a: { $in: ['x', 'y'], $ne: 'y' } } }, { filter: { a: { $eq: 'x' } } }],
    [{ filter: { $not: { a: { $contains: 'x' } }, $or: [{ a: { $contains: 'x' } }] } }, { filter: { $or: [] } }],
    [{ filter: { a: { $like: 'x%' } } }, { filter: { a: { $startsWith: 'x' } } }],
    [{ filter: { $nor: [{ a: { $eq: 1 } }] } }, { filter: { a: { $ne: 1 } } }],
    [{ order: { a: 'ASC', b: 'DESC' } }, { order: [{ a: 'ASC' }, { b: 'DESC' }, { a: 'DESC' }] }],
    [{ top: 5, skip: 0, total: true }, { top: 5 }],
  ] as const)('queryKey_%j_IsThatOf_%j', (one, other) => {
    expect(queryKey(one)).toBe(queryKey(other));
  });

  it.each([
    // Two texts of one Guid, of one instant, and of one number: whether they are equal is for the property's type to say.
    [{ a: { $in: ['0A000000-0000-8000-0000-0000000000FF'], $ne: '0a000000-0000-8000-0000-0000000000ff' } }, { a: { $in: ['0A000000-0000-8000-0000-0000000000FF'] } }],
    [{ a: { $eq: '2026-01-01T00:00:00Z', $in: ['2026-01-01'] } }, { $or: [] }],
    [{ a: { $eq: '1.50', $in: [1.5] } }, { $or: [] }],
    [{ a: { $gt: '10', $gte: '9' } }, { a: { $gt: '10' } }],
    [{ a: { $contains: '' } }, { a: { $ne: null } }],
    [{ $not: { a: { $gt: 1 } } }, { a: { $lte: 1 } }],
  ])('queryKey_%j_IsNotThatOf_%j', (one, other) => {
    expect(queryKey({ filter: one })).not.toBe(queryKey({ filter: other }));
  });

  it.each([
    [{ filter: { $eq: 1 } }, '"$eq" stands where a property is expected.'],
    [{ filter: { a: 1 } }, "The property 'a' is compared with 1 without an operator."],
    [{ filter: { a: {} } }, "The property 'a' is compared with {} without an operator."],
    [{ filter: { a: { $is: 1 } } }, `The property 'a' has no operator "$is".`],
    [{ filter: { a: { $in: 1 } } }, "'a' $in is 1; it takes an array."],
    [{ filter: { $or: {} } }, '$or is {}; it takes an array.'],
    [{ order: { a: 'asc' } }, `The order of 'a' is "asc". Use "ASC" or "DESC".`],
    [{ order: [{ a: 'ASC', b: 'ASC' }] }, 'The order holds {"a":"ASC","b":"ASC"}.'],
  ])('queryKey_%j_SaysWhatIsWrong', (wrong, message) => {
    expect(() => queryKey(wrong)).toThrow(message);
  });
});
