import { describe, expectTypeOf, it } from 'vitest';
import { allOf, anyOf, query, type Filter, type SortablePath } from '../../src/queries/index.js';

type Status = 'open' | 'done';

interface Task {
  id: string;
  status: Status;
  title: string;
  assignee: string | null;
  nickname?: string;
  priority: number;
  done: boolean;
  tags: string[];
  address: { city: string; zip: number; point: { x: number } | null } | null;
}

// tsc proves these: a line marked as an error that is none fails `npm run check`.
describe('types of queries', () => {
  it('where_PropertiesAndValuesThatFit_Compile', () => {
    query<Task>()
      .where(t => t.status.eq('open').and(t.assignee.in(['a', null])).or(t.done.eq(true).not()))
      .where(t => anyOf(t.priority.gte(2), t.priority.in([1, 2n]), t.title.like('a%'), t.tags.contains('x')))
      .where(t => allOf(t.nickname.eq(null), t.address.city.startsWith('B'), t.address.point.x.eq(null), t.title.gt(new Date(0))))
      .where({ status: { $in: ['open'] }, priority: { $gt: 1, $lt: '9007199254740993' }, $or: [{ 'address.city': { $eq: null } }], $not: { tags: { $contains: 'x' } } })
      .orderBy('address.zip', 'desc').thenBy('id').top(5).skip(1).withoutTotal().toQuery();
  });

  it('where_WhatDoesNotFit_IsAnErrorOfTheCompiler', () => {
    const tasks = query<Task>();
    void (() => {
      // @ts-expect-error There is no such property.
      tasks.where(t => t.colour.eq('red'));
      // @ts-expect-error No such value of the enum.
      tasks.where(t => t.status.eq('opne'));
      // @ts-expect-error Enums have no ranges.
      tasks.where(t => t.status.gt('done'));
      // @ts-expect-error Numbers are no texts.
      tasks.where(t => t.priority.startsWith('1'));
      // @ts-expect-error A text is no number.
      tasks.where(t => t.priority.eq('high'));
      // @ts-expect-error The title is never null.
      tasks.where(t => t.title.eq(null));
      // @ts-expect-error Null is in no range.
      tasks.where(t => t.assignee.lt(null));
      // @ts-expect-error A list is compared by contains.
      tasks.where(t => t.tags.eq(['a']));
      // @ts-expect-error A condition on another entity.
      tasks.where(() => query<{ other: number }>() && ({} as import('../../src/queries/index.js').Condition<{ other: number }>));
      // @ts-expect-error A list has no order.
      tasks.orderBy('tags');
      // @ts-expect-error An object has no order.
      tasks.orderBy('address');
      // @ts-expect-error Not a direction.
      tasks.orderBy('title', 'DOWN');
      // @ts-expect-error Misspelt in the wire form.
      tasks.where({ statsu: { $eq: 'open' } });
      // @ts-expect-error No such value of the enum.
      tasks.where({ status: { $eq: 'opne' } });
      // @ts-expect-error Enums have no ranges.
      tasks.where({ status: { $gt: 'open' } });
    });
  });

  it('sortablePath_OfAnEntity_IsItsSingleValues', () => {
    expectTypeOf<SortablePath<Task>>().toEqualTypeOf<
      'id' | 'status' | 'title' | 'assignee' | 'nickname' | 'priority' | 'done' | 'address.city' | 'address.zip' | 'address.point.x'>();
    expectTypeOf<Filter<Task>>().toHaveProperty('$nor');
  });
});
