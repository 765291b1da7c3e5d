import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageSuite } from './support/page-suite.js';
import { firstTask, secondTask } from './support/task-board.js';

const suite = new PageSuite();

test('Tabs_OfOneBrowser_ShareOneConnectionAndGoOnWhenItsTabIsClosed', async () => {
  const { id } = await suite.board.add({ boardId: 'tabs', title: 'Shared' });
  const sockets = new Map();
  async function openTab(name) {
    const tab = await suite.blank();
    sockets.set(name, 0);
    tab.page.on('websocket', () => sockets.set(name, sockets.get(name) + 1));
    await tab.goto(suite.board, '?board=tabs');
    await tab.columns('synced');
    await tab.shows('todo', ['Shared']);
    return tab;
  }
  const first = await openTab('first');
  const second = await openTab('second');
  const third = await openTab('third');
  assert.deepEqual([...sockets.values()], [1, 0, 0]);

  await first.close();
  await suite.board.patch(id, { title: 'After the first had gone' });
  await Promise.all([second, third].map(async tab => {
    await tab.shows('todo', ['After the first had gone']);
    await tab.columns('synced');
  }));
  assert.deepEqual([...sockets.values()].reduce((a, b) => a + b), 2);
  await third.add('todo', 'By the third');
  await second.shows('todo', ['By the third', 'After the first had gone']);
});

test('Board_ConnectionIsCutAndComesBack_ColumnsResumeWithDeltas', async () => {
  const { id } = await suite.board.add({ boardId: 'resumed', title: 'Before' });
  await suite.board.add({ boardId: 'resumed', title: 'Untouched' });
  const page = await suite.blank();
  const sockets = [];
  const answers = [];
  await page.page.routeWebSocket('**/sync?*', socket => {
    const server = socket.connectToServer();
    server.onMessage(message => {
      answers.push(...String(message).split('\x1e').filter(record => record.includes('"Subscribed"')).map(record => JSON.parse(record).arguments[0]));
      socket.send(message);
    });
    sockets.push(socket);
  });
  await page.goto(suite.board, '?board=resumed');
  await page.shows('todo', ['Untouched', 'Before']);
  await page.columns('synced');
  let reachable;
  const gate = new Promise(resolve => { reachable = resolve; });
  await page.page.route('**/sync/negotiate**', async route => { await gate; await route.continue(); });
  answers.length = 0;
  await sockets[0].close();
  await page.columns('cached');
  await suite.board.patch(id, { title: 'After' });
  reachable();
  await page.shows('todo', ['Untouched', 'After']);
  await page.columns('synced');
  assert.deepEqual(answers.map(({ mode }) => mode), ['delta', 'delta', 'delta']);
  assert.deepEqual(answers.flatMap(({ entities = [] }) => entities.map(({ title }) => title)), ['After']);
});

test('State_APushIsLost_TheGapIsSeenAndFilled', async () => {
  const page = await suite.blank();
  let lost = 0;
  let lose;
  const isLost = new Promise(resolve => { lose = resolve; });
  await page.page.routeWebSocket('**/sync?*', socket => {
    const server = socket.connectToServer();
    server.onMessage(message => {
      if (lost === 0 && message.includes('"EntityUpdated"')) lose(lost++); // A column's push may be in the same frame.
      else socket.send(message);
    });
  });
  await page.goto(suite.board, `#${secondTask}`);
  await page.panel('synced');
  await page.columns('synced');
  await suite.board.patch(secondTask, { priority: 1234 });
  await isLost; // So that the next push is not lost with it.
  await suite.board.patch(secondTask, { title: 'After the gap' });
  await page.has('title', 'After the gap');
  await page.has('priority', '1234');
  await page.page.waitForSelector('.card:has-text("After the gap"):has-text("1234")');
  assert.equal(lost, 1);
});

test('State_ServerStopsAndStarts_GoesFromSyncedToCachedToSyncedWithoutReload', async () => {
  const [one, two] = [await suite.open(`#${firstTask}`), await suite.open(`#${firstTask}`)];
  await Promise.all([one.panel('synced'), two.panel('synced'), one.columns('synced')]);
  await one.page.evaluate(() => { window.wasNotReloaded = true; });
  const title = await one.field('title').inputValue();

  await suite.board.stop();
  await Promise.all([one.panel('cached'), two.panel('cached'), one.columns('cached'), one.page.waitForSelector('.banner:has-text("No connection")')]);
  assert.equal(await one.field('title').inputValue(), title);

  await suite.board.start();
  await Promise.all([one.panel('synced'), two.panel('synced'), one.columns('synced'), one.page.waitForSelector('.banner', { state: 'detached' })]);
  await one.has('title', (await suite.board.get(firstTask)).title);
  await one.edit('title', 'After the restart');
  await two.has('title', 'After the restart');
  assert.equal(await one.page.evaluate(() => window.wasNotReloaded), true);
});

test('Write_WhileTheServerIsAway_IsTakenBackAndSaysSo', async () => {
  await suite.board.add({ boardId: 'away', title: 'Here' });
  const page = await suite.open('?board=away');
  await page.shows('todo', ['Here']);
  await page.columns('synced'); // The others, too: without an answer they would have nothing to keep.
  await suite.board.stop();
  await page.columns('cached');
  await page.add('todo', 'Not now');
  await page.page.waitForSelector('.toast:has-text("“Not now” was not added. The server cannot be reached.")');
  await page.shows('todo', ['Here']);
  await suite.board.start();
  await page.columns('synced');
  await page.page.click('.toast >> text=Try again');
  await page.shows('todo', ['Not now', 'Here']);
  await page.page.waitForSelector('.card[data-status="settled"]:has-text("Not now")');
});

test('Reload_TheHubCannotBeReached_PaintsFromTheLocalStore', async () => {
  await suite.board.add({ boardId: 'painted', title: 'Kept' });
  const page = await suite.open('?board=painted');
  await page.shows('todo', ['Kept']);
  await page.columns('synced');
  await page.stores('Kept');

  let release;
  const blocked = new Promise(resolve => { release = resolve; });
  await page.page.route('**/sync/negotiate**', async route => { await blocked; await route.continue(); });
  await page.page.reload();
  await page.shows('todo', ['Kept']);
  assert.equal(await page.column('todo').getAttribute('data-state'), 'cached');
  assert.equal(await page.page.getAttribute('#connection', 'data-state'), 'connecting');
  release();
  await page.columns('synced');
});

test('State_FirstStartWithoutHub_GoesToSyncedWhenItComes', async () => {
  const page = await suite.blank();
  await page.page.route('**/sync/negotiate**', route => route.abort('connectionrefused'));
  await page.goto(suite.board, '?board=never-seen');
  await page.connection('waiting');
  await page.columns('connecting');
  await page.page.unroute('**/sync/negotiate**');
  await page.page.click('.banner button:not([disabled])');
  await page.columns('synced');
});
