import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser } from './support/browser.js';
import { TaskBoard, firstTask, secondTask } from './support/task-board.js';

let board;
let browser;
const complaints = [];

before(async () => {
  board = await TaskBoard.start();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await board?.stop();
});

async function open(address = `#${firstTask}`) {
  const page = await browser.newPage();
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    // While the server is away, the browser itself reports each attempt that found nobody.
    const expected = /net::ERR_CONNECTION_(REFUSED|RESET|CLOSED)|net::ERR_EMPTY_RESPONSE/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text());
  });
  await page.goto(`${board.url}/${address}`);
  return page;
}

const state = (page, expected) => page.waitForSelector(`#state[data-state="${expected}"]`);
const field = (page, name, value) =>
  page.waitForFunction(([field, wanted]) => document.querySelector(`[name="${field}"]`).value === wanted, [name, value]);

const column = status => `.column[data-status="${status}"]`;
const boardSynced = page => page.waitForFunction(() => document.querySelectorAll('.column[data-state="synced"]').length === 3);
/** Waits until a column shows just these titles and this total. */
const shows = (page, status, titles, total = titles.length) => page.waitForFunction(
  ([selector, wanted]) => {
    const element = document.querySelector(selector);
    const names = [...element.querySelectorAll('.name')].map(name => name.textContent);
    return JSON.stringify([names, element.querySelector('.total').textContent]) === wanted;
  },
  [column(status), JSON.stringify([titles, String(total)])]);

test('TwoWindows_AddMoveEditAndDelete_TheOtherShowsIt', async () => {
  const boardId = 'two-windows';
  await board.add({ boardId, title: 'Old' });
  const [one, two] = [await open(`?board=${boardId}`), await open(`?board=${boardId}`)];
  await Promise.all([boardSynced(one), boardSynced(two)]);
  await shows(two, 'todo', ['Old']);

  await one.fill(`${column('todo')} .add input`, 'New');
  await one.keyboard.press('Enter');
  await shows(two, 'todo', ['New', 'Old']);

  await two.click(`${column('todo')} .card:has-text("Old") .forward`);
  await shows(one, 'todo', ['New']);
  await shows(one, 'doing', ['Old']);

  await one.click(`${column('doing')} .card:has-text("Old") .open`);
  await state(one, 'synced');
  await one.fill('[name=title]', 'Renamed');
  await one.keyboard.press('Enter');
  await shows(two, 'doing', ['Renamed']);

  await two.click(`${column('doing')} .card .remove`);
  await shows(one, 'doing', []);
  await one.waitForSelector('#state-text:has-text("no such task")');
  await one.close();
  await two.close();
  assert.deepEqual(complaints, []);
});

test('Assignee_Chosen_ColumnsTotalsAndReloadKeepToIt', async () => {
  const boardId = 'assignees';
  for (const [title, assignee] of [['A1', 'Ada'], ['B1', 'Bo'], ['N1', null], ['A2', 'Ada']]) await board.add({ boardId, title, assignee });
  const page = await open(`?board=${boardId}`);
  await shows(page, 'todo', ['A2', 'N1', 'B1', 'A1']);
  await page.selectOption('#assignee', { label: 'Ada' });
  await shows(page, 'todo', ['A2', 'A1']);
  await page.fill(`${column('todo')} .add input`, 'A3');
  await page.keyboard.press('Enter');
  await shows(page, 'todo', ['A3', 'A2', 'A1']);
  await page.reload();
  await shows(page, 'todo', ['A3', 'A2', 'A1']);
  assert.equal(await page.inputValue('#assignee'), '"Ada"');
  await page.selectOption('#assignee', { label: 'nobody' });
  await shows(page, 'todo', ['N1']);
  await page.selectOption('#assignee', { label: 'everybody' });
  await shows(page, 'todo', ['A3', 'A2', 'N1', 'B1', 'A1']);
  await page.close();
  assert.deepEqual(complaints, []);
});

test('ShowMore_Clicked_OnlyTheNewRowsTravelAndThePageStaysLive', async () => {
  const boardId = 'paging';
  const titles = [];
  for (let number = 1; number <= 8; number++) {
    await board.add({ boardId, title: `T${number}` });
    titles.unshift(`T${number}`);
  }
  const page = await browser.newPage();
  const answers = [];
  page.on('websocket', socket => socket.on('framereceived', ({ payload }) => answers.push(...String(payload).split('\x1e')
    .filter(record => record.includes('"Subscribed"')).map(record => JSON.parse(record).arguments[0]))));
  await page.goto(`${board.url}/?board=${boardId}`);
  await shows(page, 'todo', titles.slice(0, 6), 8);
  await page.click(`${column('todo')} .more`);
  await shows(page, 'todo', titles, 8);
  assert.deepEqual(answers.at(-1).entities.map(row => row.title), ['T2', 'T1']);

  await board.add({ boardId, title: 'T9' });
  await shows(page, 'todo', ['T9', ...titles], 9);
  assert.ok(await page.isHidden(`${column('todo')} .more`));
  await page.close();
});

test('Board_ConnectionIsCutAndComesBack_ColumnsResumeWithDeltas', async () => {
  const boardId = 'resumed';
  const { id } = await board.add({ boardId, title: 'Before' });
  await board.add({ boardId, title: 'Untouched' });
  const page = await browser.newPage();
  const sockets = [];
  await page.routeWebSocket('**/sync?*', socket => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await page.goto(`${board.url}/?board=${boardId}`);
  await shows(page, 'todo', ['Untouched', 'Before']);
  await boardSynced(page);
  let reachable;
  const gate = new Promise(resolve => { reachable = resolve; });
  await page.route('**/sync/negotiate**', async route => { await gate; await route.continue(); });
  await sockets[0].close();
  await page.waitForSelector(`${column('todo')}[data-state="cached"]`);
  await board.patch(id, { title: 'After' });
  reachable();
  await shows(page, 'todo', ['Untouched', 'After']);
  await boardSynced(page);
  const events = await page.innerText('#events');
  assert.equal(events.match(/Subscribed collection · delta/g).length, 3, events);
  assert.match(events, /2 keys, 1 rows/);
  await page.close();
});

test('TwoTabs_EditOneTask_StayInStep', async () => {
  const [one, two] = [await open(), await open()];
  await Promise.all([state(one, 'synced'), state(two, 'synced')]);

  await one.fill('[name=title]', 'Changed in the first tab');
  await one.keyboard.press('Enter');
  await field(two, 'title', 'Changed in the first tab');

  await two.selectOption('[name=status]', 'done');
  await two.fill('[name=assignee]', '');
  await two.locator('[name=assignee]').blur();
  await field(one, 'status', 'done');
  await field(one, 'assignee', '');

  const { title, status, assignee } = await board.get(firstTask);
  assert.deepEqual({ title, status, assignee }, { title: 'Changed in the first tab', status: 'done', assignee: null });
  await one.close();
  await two.close();
  assert.deepEqual(complaints, []);
});

test('AFieldBeingEdited_PushArrives_KeepsWhatIsTyped', async () => {
  const page = await open(`#${secondTask}`);
  await state(page, 'synced');
  await page.focus('[name=title]');
  await page.keyboard.type('Half ');
  const typed = await page.inputValue('[name=title]');
  await board.patch(secondTask, { title: 'From elsewhere', priority: 8 });
  await field(page, 'priority', '8');
  assert.equal(await page.inputValue('[name=title]'), typed);
  await page.close();
  assert.deepEqual(complaints, []);
});

test('State_TaskRemovedAndAddedAgain_SaysSo', async () => {
  const { id } = await board.add({ title: 'Short-lived' });
  const page = await open(`#${id}`);
  await state(page, 'synced');
  await board.remove(id);
  await page.waitForSelector('#state-text:has-text("no such task")');
  assert.ok(await page.isDisabled('[name=title]'));
  await board.add({ id, title: 'Back again' });
  await field(page, 'title', 'Back again');
  await page.close();
  assert.deepEqual(complaints, []);
});

test('Save_Refused_ShowsWhyAndTheServersValue', async () => {
  const page = await open(`#${secondTask}`);
  await state(page, 'synced');
  const { priority } = await board.get(secondTask);
  await page.fill('[name=priority]', '99999999999');
  await page.locator('[name=priority]').blur();
  await page.waitForSelector('#problem:has-text("priority is 99999999999")');
  await field(page, 'priority', String(priority));
  await page.close();
  complaints.splice(0, complaints.length, ...complaints.filter(text => !text.includes('400 (Bad Request)')));
  assert.deepEqual(complaints, []);
});

test('State_APushIsLost_TheGapIsSeenAndFilled', async () => {
  const page = await browser.newPage();
  let lost = 0;
  await page.routeWebSocket('**/sync?*', socket => {
    const server = socket.connectToServer();
    server.onMessage(message => {
      if (lost === 0 && message.includes('"EntityUpdated"')) lost++; // A column's push may be in the same frame.
      else socket.send(message);
    });
  });
  await page.goto(`${board.url}/#${secondTask}`);
  await state(page, 'synced');
  await board.patch(secondTask, { priority: 1234 });
  await board.patch(secondTask, { title: 'After the gap' });
  await field(page, 'title', 'After the gap');
  await field(page, 'priority', '1234');
  await page.waitForSelector('.card:has-text("After the gap"):has-text("priority 1234")');
  assert.equal(lost, 1);
  await page.close();
});

const signIn = async (page, name) => {
  await page.fill('#sign-in input', name);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`#who:text-is("${name}")`);
};

test('SignIn_PrivateBoard_AppearsTakesATaskAndIsGoneAfterSignOut', async () => {
  const page = await open('');
  await boardSynced(page);
  assert.equal(await page.locator('#board optgroup option').count(), 0);

  await signIn(page, 'Barbara');
  await page.selectOption('#board', 'private:Barbara');
  await shows(page, 'todo', []);
  await page.fill(`${column('todo')} .add input`, 'Nobody must know');
  await page.keyboard.press('Enter');
  await shows(page, 'todo', ['Nobody must know']);
  await page.click(`${column('todo')} .open`);
  await field(page, 'title', 'Nobody must know');

  const other = await open('?board=private:Barbara');
  await boardSynced(other);
  await shows(other, 'todo', []);

  const calls = [];
  page.on('websocket', socket => socket.on('framesent', ({ payload }) => calls.push(...String(payload).match(/(?<="target":")\w+/g) ?? [])));
  await page.reload();
  await shows(page, 'todo', ['Nobody must know']);
  await field(page, 'title', 'Nobody must know');
  assert.deepEqual(calls, ['Authenticate', 'SubscribeMany']);

  await page.click('#sign-out');
  await page.waitForSelector('#state-text:has-text("no such task")');
  await page.waitForSelector('#sign-in:visible');
  await page.waitForFunction(() => document.getElementById('board').value === 'demo');
  await boardSynced(page);
  assert.equal(await page.locator('#board optgroup option').count(), 0);
  const left = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('input')].map(input => input.value).join());
  assert.ok(!left.includes('Nobody must know'), left);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);

  await signIn(other, 'Barbara');
  await shows(other, 'todo', ['Nobody must know']);
  await page.close();
  await other.close();
  assert.deepEqual(complaints, []);
});

test('Team_ALeadAndAMember_SeeTwoViewsOfOneTask', async () => {
  const { id } = await board.as(await board.signIn('Ada')).add({ boardId: 'team', title: 'Shared', notes: 'Between us' });
  const [lead, member] = [await open(`#${id}`), await open(`#${id}`)];
  await lead.waitForSelector('#state-text:has-text("no such task")');
  await signIn(lead, 'Grace');
  await signIn(member, 'Bo');
  await Promise.all([field(lead, 'title', 'Shared'), field(member, 'title', 'Shared'), field(lead, 'notes', 'Between us')]);
  assert.ok(await lead.isVisible('[name=notes]'));
  assert.ok(await member.isHidden('[name=notes]'));

  await lead.fill('[name=notes]', 'Still between us');
  await lead.locator('[name=notes]').blur();
  await member.fill('[name=title]', 'Changed by a member');
  await member.locator('[name=title]').blur();
  await Promise.all([field(lead, 'title', 'Changed by a member'), field(lead, 'notes', 'Still between us')]);
  assert.equal((await board.as(await board.signIn('Ada')).get(id)).notes, 'Still between us');
  assert.ok(!(await member.content()).includes('between us'));

  await lead.selectOption('#board', 'team');
  await member.selectOption('#board', 'team');
  for (const page of [lead, member]) await page.waitForSelector('.card:has-text("Changed by a member")');
  await lead.click('#sign-out');
  await lead.waitForSelector('#state-text:has-text("no such task")');
  assert.equal(await lead.inputValue('[name=notes]'), '');
  await lead.close();
  await member.close();
  assert.deepEqual(complaints, []);
});

test('SignIn_ServerForgetsTheSession_ThePageSaysSoAndStaysOpenForOthersBoards', async () => {
  const page = await open('');
  await boardSynced(page);
  await signIn(page, 'Bo');
  await board.stop();
  await page.waitForSelector('#connection[data-state="disconnected"]');
  await board.start(); // Sessions are in memory.
  await page.waitForSelector('#sign-in:visible');
  await boardSynced(page);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.close();
  assert.deepEqual(complaints, []);
});

test('State_ServerStopsAndStarts_GoesFromSyncedToCachedToSynced', async () => {
  const [one, two] = [await open(), await open()];
  await Promise.all([state(one, 'synced'), state(two, 'synced')]);
  const title = await one.inputValue('[name=title]');

  await board.stop();
  await Promise.all([state(one, 'cached'), state(two, 'cached')]);
  assert.equal(await one.inputValue('[name=title]'), title);
  await one.waitForSelector('#connection[data-state="disconnected"]');

  await board.start();
  await Promise.all([state(one, 'synced'), state(two, 'synced')]);
  await field(one, 'title', (await board.get(firstTask)).title);

  await one.fill('[name=title]', 'After the restart');
  await one.keyboard.press('Enter');
  await field(two, 'title', 'After the restart');
  await one.close();
  await two.close();
  assert.deepEqual(complaints, []);
});

test('State_FirstStartWithoutServer_GoesToSyncedWhenItComes', async () => {
  const page = await open();
  await state(page, 'synced');
  await page.route('**/sync/negotiate**', route => route.abort('connectionrefused'));
  await page.reload();
  await page.waitForSelector('#connection[data-state="disconnected"]');
  await state(page, 'connecting');
  await page.unroute('**/sync/negotiate**');
  await state(page, 'synced');
  await page.close();
  assert.deepEqual(complaints, []);
});
