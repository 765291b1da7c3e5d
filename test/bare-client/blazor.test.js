import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser } from './support/browser.js';
import { Gate } from './support/gate.js';
import { ServerProcess } from './support/server-process.js';
import { TaskBoard, firstTask, secondTask } from './support/task-board.js';

let board;
let blazor;
let browser;
const complaints = [];

before(async () => {
  // Says which of its methods were called.
  board = await TaskBoard.start({ 'Logging:LogLevel:Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher': 'Debug' });
  blazor = await appOf(board.url);
  await Promise.all([blazor.start(), startBrowser().then(started => { browser = started; })]);
});
after(async () => {
  await browser?.close();
  await blazor?.stop();
  await board?.stop();
});

/** The example, not yet started, on the TaskBoard at an address. */
const appOf = async url => new ServerProcess('TaskBoard.Blazor', await ServerProcess.freePort(), { 'TaskBoard:Url': `${url}/sync` });

async function open(address = '', app = blazor) {
  const page = await browser.newPage();
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  await page.goto(`${app.url}/${address}`);
  await page.waitForSelector('main[data-interactive]');
  return page;
}

const calls = method => board.output.split(`Target: "${method}"`).length - 1;
/** Waits until a method of the hub has been called so many times more often than before. */
const called = (method, before, times) => board.logged(`${method} is called ${times} times`, () => calls(method) >= before + times);

/** Closes a page, and with it its circuit, and waits until nothing of it is subscribed to: so many have ended then since before. */
async function close(page, before, times) {
  await page.close();
  await called('Unsubscribe', before, times);
  assert.deepEqual(complaints, []);
}

/** Waits until a column shows just these titles and this total. */
const shows = (page, status, titles, total = titles.length) => page.waitForFunction(
  ([selector, wanted]) => {
    const element = document.querySelector(selector);
    const names = [...element.querySelectorAll('.name')].map(name => name.textContent);
    return JSON.stringify([names, element.querySelector('.total span')?.textContent]) === wanted;
  },
  [`.column[data-status="${status}"]`, JSON.stringify([titles, String(total)])]);
const states = (page, state, count) => page.waitForFunction(
  ([state, count]) => document.querySelectorAll(`.state[data-state="${state}"]`).length === count, [state, count]);
const title = (page, text) => page.waitForSelector(`#title:text-is("${text}")`);

test('Page_PrerenderedWhileSomebodyLooksAtTheBoard_HasTheTasksInItsHtml', async () => {
  const boardId = 'blazor-html';
  await board.add({ boardId, title: 'There before any script' });
  const page = await open(`?board=${boardId}`);
  await states(page, 'synced', 3);
  const before = calls('Unsubscribe');
  const html = await (await fetch(`${blazor.url}/?board=${boardId}`)).text();
  assert.ok(html.includes('There before any script'));
  assert.equal(html.split('data-state="synced"').length - 1, 3);
  await close(page, before, 3);
});

test('Tasks_ChangedElsewhere_ColumnsTotalsAndTheTaskFollow', async () => {
  const boardId = 'blazor-live';
  const { id } = await board.add({ boardId, title: 'One' });
  const page = await open(`?board=${boardId}&task=${id}`);
  await Promise.all([states(page, 'synced', 4), shows(page, 'todo', ['One']), title(page, 'One')]);
  const before = calls('Unsubscribe');

  await board.add({ boardId, title: 'Two' });
  await shows(page, 'todo', ['Two', 'One']);
  await board.patch(id, { title: 'First', status: 'doing' });
  await Promise.all([shows(page, 'todo', ['Two']), shows(page, 'doing', ['First']), title(page, 'First')]);
  await board.remove(id);
  await Promise.all([shows(page, 'doing', []), page.waitForSelector('#missing')]);
  await close(page, before, 4);
});

test('Column_ShowMore_ThePageGrowsAndStaysLive', async () => {
  const boardId = 'blazor-paging';
  const titles = [];
  for (let number = 1; number <= 8; number++) {
    await board.add({ boardId, title: `T${number}` });
    titles.unshift(`T${number}`);
  }
  const page = await open(`?board=${boardId}`);
  await Promise.all([states(page, 'synced', 3), shows(page, 'todo', titles.slice(0, 6), 8)]);
  const before = calls('Unsubscribe');
  await page.click('.more');
  await shows(page, 'todo', titles, 8);
  await board.add({ boardId, title: 'T9' });
  await shows(page, 'todo', ['T9', ...titles], 9);
  await close(page, before, 4);
});

test('Task_AnotherIsChosen_TheOldOneIsUnsubscribedAndTheNewOneFollowed', async () => {
  const page = await open(`?task=${firstTask}`);
  await states(page, 'synced', 4);
  const before = calls('Unsubscribe');
  const { title: second } = await board.get(secondTask);
  await page.click(`.card[href*="${secondTask}"]`);
  await title(page, second);
  await called('Unsubscribe', before, 1);
  await page.waitForSelector(`.card[href*="${secondTask}"][aria-current]`);

  await board.patch(secondTask, { title: 'The second, changed' });
  await title(page, 'The second, changed');
  await close(page, before, 5);
});

test('Page_LeftForAnother_NothingStaysSubscribed', async () => {
  const page = await open('?board=launch');
  await states(page, 'synced', 3);
  const before = calls('Unsubscribe');
  await page.click('nav a:text-is("About")');
  await page.waitForSelector('h2:text-is("About this page")');
  await called('Unsubscribe', before, 3);

  await page.goBack();
  await states(page, 'synced', 3);
  await close(page, before, 6);
});

test('Move_RequestIsHeldUp_TheCardMovesAtOnceThenSettlesOrGoesBack', async () => {
  const boardId = 'blazor-moves';
  const { id } = await board.add({ boardId, title: 'On the move' });
  const gate = await Gate.start(board.url);
  const app = await appOf(gate.url);
  await app.start();
  try {
    const page = await open(`?board=${boardId}&task=${id}`, app);
    await Promise.all([states(page, 'synced', 4), shows(page, 'todo', ['On the move'])]);
    const before = calls('Unsubscribe');
    const row = (status, state) => page.waitForSelector(`.column[data-status="${status}"] li[data-row="${state}"]`);

    const first = gate.hold('PATCH');
    await page.click('.column[data-status="todo"] .move');
    await Promise.all([shows(page, 'todo', []), shows(page, 'doing', ['On the move']), row('doing', 'pending'), page.waitForSelector('dd:text-is("Doing")'), first.arrived]);
    assert.equal((await board.get(id)).status, 'todo');
    first.pass();
    await row('doing', 'settled');
    assert.equal((await board.get(id)).status, 'doing');

    const second = gate.hold('PATCH');
    await page.click('.column[data-status="doing"] .move');
    await Promise.all([shows(page, 'doing', []), shows(page, 'done', ['On the move']), row('done', 'pending'), second.arrived]);
    second.refuse(409);
    await Promise.all([shows(page, 'doing', ['On the move']), shows(page, 'done', []), row('doing', 'failed')]);
    await page.waitForSelector('.problem:has-text("The server answered 409 Conflict.")');
    await page.click('.dismiss');
    await row('doing', 'settled');
    assert.equal(await page.locator('.problem').count(), 0);
    await close(page, before, 4);
  } finally {
    await app.stop();
    await gate.stop();
  }
});

test('State_TaskBoardStopsAndStarts_GoesFromSyncedToCachedToSynced', async () => {
  const page = await open(`?board=website&task=${firstTask}`);
  await states(page, 'synced', 4);
  const shown = await page.innerText('#title');
  await board.stop();
  await states(page, 'cached', 4);
  assert.equal(await page.innerText('#title'), shown);
  await board.start();
  await states(page, 'synced', 4);

  await board.patch(firstTask, { title: 'After the restart' });
  await title(page, 'After the restart');
  await close(page, calls('Unsubscribe'), 4);
});

test('Page_OnAPhone_HasOneColumnAndDoesNotScrollSideways', async () => {
  const page = await open(`?board=launch&task=${firstTask}`);
  await page.setViewportSize({ width: 360, height: 740 });
  await states(page, 'synced', 4);
  const { width, columns } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    columns: new Set([...document.querySelectorAll('.column')].map(column => column.getBoundingClientRect().left)).size,
  }));
  assert.deepEqual({ width, columns }, { width: 360, columns: 1 });
  await close(page, calls('Unsubscribe'), 4);
});
