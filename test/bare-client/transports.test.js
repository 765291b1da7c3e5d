import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HttpTransportType } from '@microsoft/signalr';
import { BareClient } from './support/bare-client.js';
import { TaskBoard } from './support/task-board.js';

const updates = 200;

let board;
before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());

for (const transport of ['WebSockets', 'ServerSentEvents', 'LongPolling']) {
  test(`Burst_Of ${updates} updates over ${transport}_IsReadCompletelyAndInOrder`, async t => {
    const client = await BareClient.connect(board, HttpTransportType[transport]);
    t.after(() => client.close());
    const { id } = await board.add({ priority: -1 });
    const { subscriptionId, version: { seq } } = await client.subscribe({ key: id });

    await Promise.all(Array.from({ length: updates }, (_, priority) => board.patch(id, { priority })));
    await client.push(subscriptionId, seq + updates);

    const pushes = client.of(subscriptionId).map(({ message }) => message).filter(message => message.change);
    assert.deepEqual(pushes.map(push => push.version.seq), Array.from({ length: updates }, (_, i) => seq + 1 + i));
    assert.ok(pushes.every((push, i) => i === 0 ? push.prev <= seq : push.prev === seq + i));
    assert.equal(new Set(pushes.map(push => push.change.priority)).size, updates);
    const folded = Object.assign({ id }, ...pushes.map(push => push.change));
    const { priority, updatedAt } = await board.get(id);
    assert.deepEqual(folded, { id, priority, updatedAt });

    const largest = Math.max(...client.frames.map(frame => frame.records.length));
    assert.ok(largest > 1, 'the burst came without a single merged frame, so merging was not tested');
    t.diagnostic(`the largest frame had ${largest} records`);
  });
}
