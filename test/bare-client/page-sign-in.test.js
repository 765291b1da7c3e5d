import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageSuite } from './support/page-suite.js';

const suite = new PageSuite();

test('SignIn_PrivateBoard_AppearsTakesATaskAndIsGoneAfterSignOut', async () => {
  const page = await suite.open();
  await page.columns('synced');
  const boards = () => page.page.locator('#board option').allTextContents();
  assert.deepEqual(await boards(), ['Demo', 'Website', 'Launch']);

  await page.signIn('Barbara');
  assert.deepEqual(await boards(), ['Demo', 'Website', 'Launch', 'Team', 'Private']);
  await page.page.selectOption('#board', 'private:Barbara');
  await page.shows('todo', []);
  await page.add('todo', 'Nobody must know');
  await page.shows('todo', ['Nobody must know']);
  await page.page.waitForSelector('.card[data-status="settled"]:has-text("Nobody must know")');
  await page.card('Nobody must know').click();
  await page.has('title', 'Nobody must know');
  await page.stores('Nobody must know');

  const other = await suite.open('?board=private:Barbara');
  await other.columns('synced');
  await other.shows('todo', []);

  const calls = [];
  page.page.on('websocket', socket => socket.on('framesent', ({ payload }) => calls.push(...String(payload).match(/(?<="target":")\w+/g) ?? [])));
  await page.page.reload();
  await page.shows('todo', ['Nobody must know']);
  await page.has('title', 'Nobody must know');
  await page.columns('synced');
  assert.deepEqual(calls.filter(call => call !== 'Hello').slice(0, 2), ['Authenticate', 'SubscribeMany']);

  await page.signOut();
  await page.noTask();
  await page.page.waitForFunction(() => document.getElementById('board').value === 'demo');
  await page.columns('synced');
  assert.deepEqual(await boards(), ['Demo', 'Website', 'Launch']);
  const left = await page.page.evaluate(() => document.body.innerText + [...document.querySelectorAll('input')].map(input => input.value).join());
  assert.ok(!left.includes('Nobody must know'), left);
  assert.equal(await page.page.evaluate(() => sessionStorage.length), 0);
  await page.stores('Nobody must know', false);

  await other.signIn('Barbara');
  await other.shows('todo', ['Nobody must know']);
});

test('SignIn_ANameThatTheServerRefuses_IsSaidInTheDialog', async () => {
  const page = await suite.open();
  await page.page.click('#sign-in');
  await page.page.fill('dialog [name="name"]', '<Ada>');
  await page.page.keyboard.press('Enter');
  await page.page.waitForSelector('dialog .problem:has-text("name is \'<Ada>\'")');
  await page.page.keyboard.press('Escape');
  await page.page.waitForSelector('dialog', { state: 'hidden' });
});

test('Team_ALeadAndAMember_SeeTwoViewsOfOneTask', async () => {
  const { id } = await suite.board.as(await suite.board.signIn('Ada')).add({ boardId: 'team', title: 'Shared', notes: 'Between us' });
  const [lead, member] = [await suite.open(`#${id}`), await suite.open(`#${id}`)];
  await lead.noTask();
  await lead.signIn('Grace');
  await member.signIn('Bo');
  await Promise.all([lead.has('title', 'Shared'), member.has('title', 'Shared'), lead.has('notes', 'Between us')]);
  assert.equal(await member.field('notes').count(), 0);

  await lead.edit('notes', 'Still between us');
  await member.edit('title', 'Changed by a member');
  await Promise.all([lead.has('title', 'Changed by a member'), lead.has('notes', 'Still between us')]);
  assert.equal((await suite.board.as(await suite.board.signIn('Ada')).get(id)).notes, 'Still between us');
  assert.ok(!(await member.page.content()).includes('between us'));

  await lead.page.selectOption('#board', 'team');
  await member.page.selectOption('#board', 'team');
  for (const { page } of [lead, member]) await page.waitForSelector('.card:has-text("Changed by a member")');
  await lead.signOut();
  await lead.noTask();
  assert.equal(await lead.field('notes').count(), 0);
});

test('SignIn_ServerForgetsTheSession_ThePageSaysSoAndStaysOpenForOthersBoards', async () => {
  const page = await suite.open();
  await page.columns('synced');
  await page.signIn('Bo');
  await page.columns('synced');
  await suite.board.stop();
  await page.columns('cached');
  suite.board.forgetTokens();
  await suite.board.start();
  await page.page.waitForSelector('#sign-in');
  await page.columns('synced');
  assert.equal(await page.page.evaluate(() => sessionStorage.length), 0);
});
