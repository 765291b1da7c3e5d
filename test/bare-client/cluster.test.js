import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HttpTransportType } from '@microsoft/signalr';
import { BareClient } from './support/bare-client.js';
import { ServerProcess } from './support/server-process.js';
import { firstTask, secondTask, TaskBoard } from './support/task-board.js';
import { within } from './support/until.js';

/** Redis, two TaskBoards and their balancer, from one command. */
class Cluster extends TaskBoard {
  static async start() {
    const folder = mkdtempSync(join(tmpdir(), 'task-board-cluster-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

    // The servers have the two ports after a free one; a port that is taken fails the start, and says so.
    const firstPort = await ServerProcess.freePort();
    const settings = { 'ConnectionStrings:Tasks': `Data Source=${join(folder, 'cluster.db')}`, FirstPort: firstPort };
    const cluster = new Cluster('TaskBoard.Cluster', await ServerProcess.freePort(), settings);
    cluster.nodes = [firstPort, firstPort + 1].map((port, i) => ({ number: i + 1, url: `http://localhost:${port}` }));
    await cluster.start();
    return cluster;
  }

  // The servers say that they have started, too.
  get readyText() {
    return 'Ctrl+C ends everything.';
  }

  async type(line, answer) {
    this.process.stdin.write(`${line}\n`);
    await this.logged(answer, output => output.includes(answer));
  }
}

let cluster;
before(async () => { cluster = await Cluster.start(); });
after(() => cluster.stop());

test('Write_ThroughTheBalancer_ReachesTheClientsOfBothServers', async t => {
  const clients = await Promise.all(cluster.nodes.map(({ url }) => BareClient.connect({ url })));
  t.after(() => Promise.all(clients.map(client => client.close())));
  const held = await Promise.all(clients.map(client => client.subscribe({ key: firstTask })));

  await cluster.patch(firstTask, { title: 'To both' });

  for (const [i, { subscriptionId, version }] of held.entries()) {
    const push = await clients[i].pushAfter(subscriptionId, version.seq);
    assert.equal((push.entity ?? push.change).title, 'To both');
  }
});

test('SignIn_OnOneServer_HoldsOnTheOther', async t => {
  const token = await cluster.signIn('Ada');
  const clients = await Promise.all(cluster.nodes.map(({ url }) => BareClient.connect({ url }, HttpTransportType.WebSockets, token)));
  t.after(() => Promise.all(clients.map(client => client.close())));

  for (const client of clients) {
    const answer = await client.query({ filter: { boardId: { $eq: 'team' } }, top: 1 });
    assert.ok(answer.data[0].notes, 'A lead sees notes.');
  }
});

test('Server_IsKilled_ItsClientComesBackToTheOtherWhereItWas', async t => {
  const [first, second] = cluster.nodes;
  const before = await BareClient.connect(first);
  const { subscriptionId, version } = await before.subscribe({ key: secondTask });
  await cluster.patch(secondTask, { title: 'Before' });
  const push = await before.pushAfter(subscriptionId, version.seq);

  await cluster.type(`kill ${first.number}`, `Server   ${first.url}  killed`);
  await before.closed;
  await cluster.at(second.url).patch(secondTask, { title: 'Meanwhile' });

  const client = await BareClient.connect(second);
  t.after(() => client.close());
  const answer = await client.subscribe({ key: secondTask, lastSeq: push.version.seq, epoch: push.version.epoch });

  // Over a database what was missed comes whole, for one entity; the epoch is the same, so nobody else had to read anything again.
  assert.equal(answer.data.title, 'Meanwhile');
  assert.deepEqual([answer.version.epoch, answer.version.seq], [push.version.epoch, push.version.seq + 1]);
  const unchanged = await client.subscribe({ key: firstTask, lastSeq: answer.version.seq, epoch: answer.version.epoch });
  assert.deepEqual([unchanged.mode, unchanged.changes], ['delta', []]);

  // The balancer notices within half a second, and notices that it is back. It takes one of its servers at random: one answer says little.
  await within(20_000, 'the balancer notices', (async () => {
    for (let answers = 0; answers < 20; answers++) {
      if ((await cluster.request('GET', `/api/tasks/${secondTask}`)).status === 502) answers = -1;
    }
  })());
  assert.equal((await cluster.get(secondTask)).title, 'Meanwhile');
  await cluster.type(`start ${first.number}`, `Server   ${first.url}  process`);
});
