import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageSuite } from './support/page-suite.js';
import { firstTask, secondTask } from './support/task-board.js';

const suite = new PageSuite();

test('TwoWindows_AddMoveRenameAndDelete_TheOtherShowsIt', async () => {
  await suite.board.add({ boardId: 'two-windows', title: 'Old' });
  const [one, two] = [await suite.open('?board=two-windows'), await suite.open('?board=two-windows')];
  await Promise.all([one.columns('synced'), two.columns('synced')]);
  await two.shows('todo', ['Old']);

  await one.add('todo', 'New');
  await two.shows('todo', ['New', 'Old']);

  await two.card('Old').hover();
  await two.card('Old').locator('.forward').click();
  await one.shows('todo', ['New']);
  await one.shows('doing', ['Old']);

  await one.card('Old').hover();
  await one.card('Old').locator('.edit').click();
  await one.page.keyboard.type('Renamed');
  await one.page.keyboard.press('Enter');
  await two.shows('doing', ['Renamed']);

  await one.card('Renamed').hover();
  await one.card('Renamed').locator('.edit').click();
  await one.page.keyboard.type('Thought better of it');
  await one.page.keyboard.press('Escape');
  await one.shows('doing', ['Renamed']);

  await one.card('Renamed').click();
  await one.panel('synced');
  await two.card('Renamed').hover();
  await two.card('Renamed').locator('.remove').click();
  await one.shows('doing', []);
  await one.noTask();
  assert.deepEqual((await suite.board.list('two-windows')).map(task => task.title), ['New']);
});

test('Progress_TasksMove_CountsAllOfThemLive', async () => {
  const tasks = [];
  for (const status of ['todo', 'todo', 'doing', 'done']) tasks.push(await suite.board.add({ boardId: 'progress', title: status, status }));
  const page = await suite.open('?board=progress');
  await page.page.waitForSelector('.progress:has-text("1 of 4 done")');
  await suite.board.patch(tasks[0].id, { status: 'done' });
  await page.page.waitForSelector('.progress:has-text("2 of 4 done")');
});

test('Drag_ACardToAnotherColumn_ItIsThereAtOnceAndEverywhere', async () => {
  const { id } = await suite.board.add({ boardId: 'drag', title: 'Dragged' });
  const [one, two] = [await suite.open('?board=drag'), await suite.open('?board=drag')];
  await Promise.all([one.shows('todo', ['Dragged']), two.shows('todo', ['Dragged'])]);
  let answer;
  const asked = new Promise(resolve => one.page.route(`**/api/tasks/${id}`, route => {
    resolve();
    answer = () => route.continue();
  }));

  await drag(one, 'Dragged', 'done', async () => {
    await one.page.waitForSelector('.ghost:has-text("Dragged")');
    await one.page.waitForSelector('.column[data-status="done"][data-target="true"]');
  });
  await one.shows('done', ['Dragged']); // The server has not been heard yet.
  await asked;
  assert.equal(await one.card('Dragged').getAttribute('data-status'), 'pending');
  await two.shows('todo', ['Dragged']);
  answer();
  await two.shows('done', ['Dragged']);
  await one.page.waitForSelector('.card[data-status="settled"]:has-text("Dragged")');
  assert.equal(await one.page.locator('#panel').count(), 0); // Dragging opens nothing.
});

test('Drag_EscapeOrNoColumn_MovesNothing', async () => {
  await suite.board.add({ boardId: 'drag-off', title: 'Stays' });
  const page = await suite.open('?board=drag-off');
  await page.shows('todo', ['Stays']);
  let writes = 0;
  page.page.on('request', request => { if (request.method() === 'PATCH') writes++; });
  await drag(page, 'Stays', 'done', () => page.page.keyboard.press('Escape'));
  await drag(page, 'Stays', 'done', () => page.page.mouse.move(300, 5));
  await page.shows('todo', ['Stays']);
  assert.equal(await page.page.locator('.ghost').count(), 0);
  assert.equal(writes, 0);
});

/** Drags with the mouse; lets go after what is done on the way. */
async function drag(page, title, status, onTheWay) {
  const from = await page.card(title).boundingBox();
  const to = await page.column(status).boundingBox();
  const { mouse } = page.page;
  await mouse.move(from.x + 40, from.y + 12);
  await mouse.down();
  await mouse.move(from.x + 60, from.y + 20);
  await mouse.move(to.x + to.width / 2, to.y + 200, { steps: 5 });
  await onTheWay();
  await mouse.up();
}

test('Keyboard_ArrowsAndShiftArrows_GoToCardsAndMoveThem', async () => {
  for (const [title, status] of [['Lower', 'todo'], ['Upper', 'todo'], ['Beside', 'doing']]) await suite.board.add({ boardId: 'keys', title, status });
  const page = await suite.open('?board=keys');
  await page.shows('todo', ['Upper', 'Lower']);
  await page.shows('doing', ['Beside']);
  const focused = title => page.page.waitForFunction(wanted => document.activeElement?.matches('.name') && document.activeElement.textContent === wanted, title);
  const press = key => page.page.keyboard.press(key);

  await page.column('todo').locator('.add input').focus();
  await press('Tab');
  await focused('Upper');
  await press('ArrowDown');
  await focused('Lower');
  await press('ArrowRight');
  await focused('Beside');
  await press('ArrowLeft');
  await focused('Upper');

  await press('Shift+ArrowRight');
  await page.shows('doing', ['Upper', 'Beside'].sort((a, b) => a === 'Upper' ? 1 : -1));
  await focused('Upper'); // It has come along.
  assert.match(await page.page.innerText('#announcer'), /“Upper” moved to Doing/);
  await press('Shift+ArrowRight');
  await page.shows('done', ['Upper']);
  await focused('Upper');

  await press('F2');
  await page.page.keyboard.type('Renamed by key');
  await press('Enter');
  await focused('Renamed by key');
  await press('Enter');
  await page.has('title', 'Renamed by key');
  await press('Escape');
  await page.page.waitForSelector('#panel', { state: 'detached' });
  await focused('Renamed by key');
  await press('Delete');
  await page.shows('done', []);
});

test('Keyboard_MovesACardBeyondWhatTheOtherColumnShows_TheFocusGoesToTheNextCard', async () => {
  for (const title of ['Moved', 'Next']) await suite.board.add({ boardId: 'beyond', title });
  const [next, moved] = await suite.board.list('beyond');
  assert.deepEqual([next.title, moved.title], ['Next', 'Moved']);
  await suite.addMany('beyond', 60, { status: 'doing' });
  const page = await suite.open('?board=beyond');
  await page.columns('synced');
  await page.shows('todo', ['Next', 'Moved']);
  await page.column('todo').locator('.name').nth(1).focus();
  await page.page.keyboard.press('Shift+ArrowRight');
  await page.shows('todo', ['Next']);
  await page.page.waitForFunction(() => document.activeElement.textContent === 'Next');
  await page.page.waitForSelector('.column[data-status="doing"] .total:text-is("61")');
});

test('Move_TheServerRefusesIt_TheCardIsBackAndANoticeSaysWhyAndTriesAgain', async () => {
  const { id } = await suite.board.add({ boardId: 'refused', title: 'Refused' });
  const page = await suite.open('?board=refused');
  await page.shows('todo', ['Refused']);
  let spoil = true;
  let release;
  const held = new Promise(resolve => { release = resolve; });
  await page.page.route(`**/api/tasks/${id}`, async route => {
    await held;
    // The server itself refuses what arrives.
    await route.continue(spoil ? { postData: '{"status":"gone"}' } : {});
  });

  await page.column('todo').locator('.name').focus();
  await page.page.keyboard.press('Shift+ArrowRight');
  await page.shows('doing', ['Refused']);
  release();
  await page.page.waitForSelector('.toast:has-text("“Refused” was not changed. status is \\"gone\\"; send \\"todo\\"")');
  await page.shows('todo', ['Refused']);
  await page.shows('doing', []);
  assert.equal(await page.card('Refused').getAttribute('data-status'), 'failed');
  assert.match(await page.page.innerText('#announcer'), /“Refused” is back in To do/);
  assert.equal(await page.page.evaluate(() => document.activeElement.textContent), 'Refused');

  spoil = false;
  await page.page.click('.toast >> text=Try again');
  await page.shows('doing', ['Refused']);
  assert.equal(await page.page.locator('.toast').count(), 0);
  await page.page.waitForSelector('.card[data-status="settled"]:has-text("Refused")');
  assert.equal((await suite.board.get(id)).status, 'doing');

  spoil = true;
  await page.card('Refused').hover();
  await page.card('Refused').locator('.forward').click();
  await page.page.click('.toast [aria-label="Dismiss"]');
  await page.page.waitForSelector('.card[data-status="settled"]:has-text("Refused")');
  await page.shows('doing', ['Refused']);
});

test('Assignee_Chosen_ColumnsTotalsAndReloadKeepToIt', async () => {
  for (const [title, assignee] of [['A1', 'Ada'], ['B1', 'Bo'], ['N1', null], ['A2', 'Ada']]) await suite.board.add({ boardId: 'assignees', title, assignee });
  const page = await suite.open('?board=assignees');
  await page.shows('todo', ['A2', 'N1', 'B1', 'A1']);
  await page.page.selectOption('#assignee', { label: 'Ada' });
  await page.shows('todo', ['A2', 'A1']);
  await page.add('todo', 'A3');
  await page.shows('todo', ['A3', 'A2', 'A1']);
  await page.page.waitForSelector('.card[data-status="settled"]:has-text("A3")');
  await page.page.reload();
  await page.shows('todo', ['A3', 'A2', 'A1']);
  assert.equal(await page.page.inputValue('#assignee'), '"Ada"');
  await page.page.selectOption('#assignee', { label: 'nobody' });
  await page.shows('todo', ['N1']);
  await page.page.selectOption('#assignee', { label: 'everybody' });
  await page.shows('todo', ['A3', 'A2', 'N1', 'B1', 'A1']);
});

test('Scroll_AThousandTasks_AllComeAndNoneStopsThePage', async () => {
  await suite.addMany('thousand', 1000);
  const page = await suite.open('?board=thousand');
  await page.columns('synced');
  const cards = page.column('todo').locator('.card');
  await page.page.waitForSelector('.total:text-is("1000")');
  assert.ok(await cards.count() <= 150, 'only what is near comes at first');

  await page.page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => { window.longest = Math.max(window.longest, duration); })).observe({ type: 'longtask' });
  });
  await page.page.evaluate(() => new Promise(resolve => {
    const scroller = document.querySelector('.column[data-status="todo"] .scroller');
    (function next() {
      scroller.scrollTop = scroller.scrollHeight;
      if (scroller.querySelectorAll('.card').length === 1000) resolve();
      else requestAnimationFrame(next);
    })();
  }));
  const titles = await cards.locator('.name').allTextContents();
  assert.deepEqual(titles.map(title => Number(title.slice(5))).sort((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i));
  // A frame takes 16 ms; this one bounds what a shared machine makes of it.
  const longest = await page.page.evaluate(() => window.longest);
  assert.ok(longest < 600, `one task took ${longest} ms`);

  const [{ id }] = await suite.board.list('thousand');
  await suite.board.patch(id, { title: 'Changed among a thousand' });
  await page.page.waitForSelector('.card:has-text("Changed among a thousand")', { state: 'attached' });
});

test('Scroll_ToTheEndOfTheFirstPage_TheListGrowsWithoutEverBeingEmpty', async () => {
  await suite.addMany('grows', 60);
  const page = await suite.open('?board=grows');
  await page.columns('synced');
  await page.page.evaluate(() => {
    const column = document.querySelector('.column[data-status="todo"]');
    window.fewest = Infinity;
    new MutationObserver(() => { window.fewest = Math.min(window.fewest, column.querySelectorAll('.card').length); }).observe(column, { childList: true, subtree: true, attributes: true });
    column.querySelector('.scroller').scrollTop = 1e6;
  });
  await page.page.waitForFunction(() => document.querySelectorAll('.column[data-status="todo"] .card').length === 60);
  await page.columns('synced');
  assert.equal(await page.page.locator('.end-of-list').count(), 0);
  assert.ok(await page.page.evaluate(() => window.fewest) >= 50);
});

test('Panel_TwoTabsEditOneTask_StayInStep', async () => {
  const [one, two] = [await suite.open(`#${firstTask}`), await suite.open(`#${firstTask}`)];
  await Promise.all([one.panel('synced'), two.panel('synced')]);
  await one.edit('title', 'Changed in the first tab');
  await two.has('title', 'Changed in the first tab');
  await two.field('status').selectOption('done');
  await two.field('assignee').fill('');
  await two.field('assignee').blur();
  await one.has('status', 'done');
  await one.has('assignee', '');
  const { title, status, assignee } = await suite.board.get(firstTask);
  assert.deepEqual({ title, status, assignee }, { title: 'Changed in the first tab', status: 'done', assignee: null });
});

test('Panel_AFieldIsEditedMeanwhile_KeepsWhatIsTypedAndSaysWhatCame', async () => {
  const page = await suite.open(`#${secondTask}`);
  await page.panel('synced');
  await page.field('title').focus();
  await page.page.keyboard.type('Half ');
  const typed = await page.field('title').inputValue();
  await suite.board.patch(secondTask, { title: 'From elsewhere', priority: 8 });
  await page.has('priority', '8');
  assert.equal(await page.field('title').inputValue(), typed);
  await page.page.waitForSelector('.overtaken:has-text("From elsewhere")');
  await page.page.click('.overtaken >> text=Take that');
  await page.has('title', 'From elsewhere');
  assert.equal((await suite.board.get(secondTask)).title, 'From elsewhere');
});

test('Panel_TaskRemovedAndAddedAgain_SaysSo', async () => {
  const { id } = await suite.board.add({ title: 'Short-lived' });
  const page = await suite.open(`#${id}`);
  await page.panel('synced');
  await suite.board.remove(id);
  await page.noTask();
  assert.equal(await page.field('title').count(), 0);
  await suite.board.add({ id, title: 'Back again' });
  await page.has('title', 'Back again');
});

test('Panel_SaveIsRefused_ShowsWhyAndTheServersValue', async () => {
  const page = await suite.open(`#${secondTask}`);
  await page.panel('synced');
  const { priority } = await suite.board.get(secondTask);
  await page.edit('priority', '99999999999');
  await page.page.waitForSelector('#problem:has-text("priority is 99999999999")');
  await page.has('priority', String(priority));
  await page.edit('priority', '5');
  await page.saved();
  assert.equal(await page.page.locator('#problem').count(), 0);
  assert.equal((await suite.board.get(secondTask)).priority, 5);
});
