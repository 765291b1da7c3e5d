import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TaskBoard } from './task-board.js';

/** A page with one client, which shares its connection and keeps what it shows in IndexedDB; what it shows is the document's text. */
const script = `
  import { SyncClient, hubConnection, localCache, sharedConnection } from './index.js';
  import { IndexedDbCacheStore } from './indexeddb.js';
  const [id, user = 'ada', hub = '/sync'] = location.hash.slice(1).split(',');
  const server = location.origin + hub;
  const client = new SyncClient({
    connection: sharedConnection(hubConnection({ url: server }), { server, identity: () => user }),
    reconnectBaseDelay: 50,
  });
  const store = new IndexedDbCacheStore();
  const task = client.entity('TaskItem', id);
  task.subscribe(async () => {
    const { data, status } = task.state;
    document.body.textContent = status + ' ' + data?.title;
    await store.set('title', { schemaVersion: '1', user, version: { epoch: 'e', seq: 1 }, content: data?.title ?? null, storedAt: 0 });
  });
  globalThis.stored = async () => (await store.get('title'))?.content;
`;

/** Runs before the page's own script: what it connects to is kept for the test. */
const spy = `
  globalThis.sockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  };
`;

const executablePath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

describe('tabs of a real browser', () => {
  let board: TaskBoard;
  let browser: Browser;
  let bundle: string;
  let context: BrowserContext;
  let pages: Page[];
  let id: string;

  beforeAll(async () => {
    board = await TaskBoard.start();
    if (executablePath === undefined) {
      throw new Error('Chromium was not found: apt-get install chromium, or set CHROMIUM to the path of one.');
    }

    // Without the last one the browser, to whom a page made by a test comes from nowhere, refuses it sockets to this machine.
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-features=LocalNetworkAccessChecks'];
    browser = await chromium.launch({ executablePath, args });
    const resolveDir = fileURLToPath(new URL('../../src', import.meta.url));
    const { outputFiles } = await build({ stdin: { contents: script, resolveDir, loader: 'ts' }, bundle: true, format: 'esm', target: 'es2022', write: false });
    bundle = outputFiles[0]?.text ?? '';
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await board?.dispose();
  });

  beforeEach(async () => {
    ({ id } = await board.add({ title: 'First' }));
    pages = [];
    context = await browser.newContext();
    await context.addInitScript(spy);
    await context.route(`${board.url}/shared-tabs*`, route => route.fulfill(route.request().url().endsWith('.js')
      ? { contentType: 'text/javascript', body: bundle }
      : { contentType: 'text/html', body: '<!doctype html><body></body><script type="module" src="/shared-tabs.js"></script>' }));
  });

  afterEach(() => context.close());

  async function open(user = 'ada'): Promise<Page> {
    const page = await context.newPage();
    pages.push(page);
    await page.goto(`${board.url}/shared-tabs#${id},${user}`);
    await shows(page, 'First');
    return page;
  }

  const shows = (page: Page, title: string): Promise<unknown> =>
    page.waitForFunction(text => document.body.textContent === text, `synced ${title}`, { timeout: 20_000 });

  /** How many sockets each page has open; -1 for one that is gone. */
  const openSockets = (): Promise<number[]> => Promise.all(pages.map(page => page.evaluate<number>('sockets.filter(socket => socket.readyState < 2).length').catch(() => -1)));

  test('ThreeTabs_OneUser_HaveOneSocketAndAllFollow', async () => {
    await open();
    await open();
    await open();
    await board.patch(id, { title: 'Second' });
    await Promise.all(pages.map(page => shows(page, 'Second')));
    expect(await openSockets()).toEqual([1, 0, 0]);
    expect(await pages[2]?.evaluate('stored()')).toBe('Second');
  });

  test('ThreeTabs_TheLeaderIsClosed_OneOfTheOthersTakesItsPlace', async () => {
    const [first, ...others] = [await open(), await open(), await open()];
    await first?.close();
    await board.patch(id, { title: 'Second' });
    await Promise.all(others.map(page => shows(page, 'Second')));
    expect((await openSockets()).sort()).toEqual([-1, 0, 1]);
  });

  test('TwoTabs_TheLeaderGoesToAnotherPageAndBack_BothFollow', async () => {
    const [first, second] = [await open(), await open()] as const;
    await first.goto('about:blank');
    await board.patch(id, { title: 'Second' });
    await shows(second, 'Second');
    await first.goBack();
    await shows(first, 'Second');
    expect(await openSockets()).toEqual([0, 1]);
  });

  test('TwoTabs_TheLeaderCrashes_TheOtherGoesOn', async () => {
    const [first, second] = [await open(), await open()] as const;
    const crashed = first.waitForEvent('crash');
    first.goto('chrome://crash').catch(() => undefined);
    await crashed;
    await board.patch(id, { title: 'Second' });
    await shows(second, 'Second');
    expect(await second.evaluate('sockets.length')).toBe(1);
  });

  test('TwoTabs_OfTwoUsers_HaveASocketEach', async () => {
    await open('ada');
    await open('bob');
    expect(await openSockets()).toEqual([1, 1]);
  });
});
