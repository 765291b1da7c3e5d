import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HttpTransportType } from '@microsoft/signalr';
import { BareClient } from './support/bare-client.js';
import { TaskBoard } from './support/task-board.js';

const updates = 200;
const tasks = 10;

/** What a push says of the entity: all of it, or what has changed. */
const now = push => push.entity ?? push.change;

let board;
before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());

for (const transport of ['WebSockets', 'ServerSentEvents', 'LongPolling']) {
  test(`Burst_Of ${updates} updates over ${transport}_IsReadCompletelyAndInOrder`, async t => {
    const client = await BareClient.connect(board, HttpTransportType[transport]);
    t.after(() => client.close());
    const followed = [];
    for (let i = 0; i < tasks; i++) {
      const { id } = await board.add({ priority: -1 });
      followed.push({ id, ...await client.subscribe({ key: id }) });
    }

    await Promise.all(followed.map(async ({ id }) => {
      for (let priority = 0; priority < updates / tasks; priority++) await board.patch(id, { priority });
    }));
    for (const { id, data, subscriptionId, version: { seq } } of followed) {
      const last = await board.get(id);
      await client.next(`the last of ${id}`, ({ message }) => message.subscriptionId === subscriptionId && now(message)?.updatedAt === last.updatedAt);

      // Commits that are told together may lead to one push; each continues the one before.
      const pushes = client.of(subscriptionId).map(({ message }) => message).filter(now);
      pushes.forEach((push, i) => {
        assert.ok(push.version.seq > (i === 0 ? seq : pushes[i - 1].version.seq));
        assert.ok(i === 0 ? push.prev <= seq : push.prev === pushes[i - 1].version.seq);
      });
      assert.deepEqual(Object.assign({}, data, ...pushes.map(now)), last);
    }

    const largest = Math.max(...client.frames.map(frame => frame.records.length));
    assert.ok(largest > 1, 'the burst came without a single merged frame, so merging was not tested');
    t.diagnostic(`the largest frame had ${largest} records`);
  });
}
