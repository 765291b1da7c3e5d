import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { before, test } from 'node:test';
import { PageSuite } from './support/page-suite.js';
import { firstTask } from './support/task-board.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const artefacts = fileURLToPath(new URL('artefacts/', import.meta.url));
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const suite = new PageSuite();
before(() => mkdirSync(artefacts, { recursive: true }));

async function open(size, colorScheme, address = '') {
  const opened = await suite.blank();
  await opened.page.setViewportSize(size);
  if (size === phone) {
    const devtools = await suite.browser.newCDPSession(opened.page);
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  }
  await opened.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await opened.goto(suite.board, address);
  await opened.columns('synced');
  return opened;
}

const picture = ({ page }, name) => page.screenshot({ path: `${artefacts}${name}.png` });

/** What axe finds that keeps somebody from using the page. */
async function violations({ page }) {
  await page.evaluate(axe);
  const { violations: found, passes } = await page.evaluate(() => window.axe.run());
  assert.ok(passes.length > 10);
  return found.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(', ')}`);
}

for (const scheme of ['light', 'dark']) {
  test(`Desktop_${scheme}_HasItsColoursAndNothingThatAxeObjectsTo`, async () => {
    const page = await open(desktop, scheme);
    await picture(page, `desktop-${scheme}`);
    assert.deepEqual(await violations(page), []);
    const lightness = await page.page.evaluate(() => {
      const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
      return (red + green + blue) / 3;
    });
    assert.ok(scheme === 'dark' ? lightness < 60 : lightness > 200, String(lightness));

    await page.signIn('Grace');
    await page.goto(suite.board, `?board=demo#${firstTask}`);
    await page.panel('synced');
    await page.field('title').fill('Half edited');
    await suite.board.patch(firstTask, { title: `Open this page in two windows, ${scheme}` });
    await page.page.waitForSelector('.overtaken');
    await picture(page, `desktop-${scheme}-panel`);
    assert.deepEqual(await violations(page), []);
  });
}

test('Desktop_CardFocusedDraggedRefusedAndOffline_HasNothingThatAxeObjectsTo', async () => {
  const page = await open(desktop, 'light');
  await page.column('todo').locator('.name').first().focus();
  await page.page.keyboard.press('ArrowDown');
  const { x, y, width } = await page.column('doing').locator('.card').nth(1).boundingBox();
  await page.page.mouse.move(x + 30, y + 12);
  await page.page.mouse.down();
  await page.page.mouse.move(x + width + 60, y + 60, { steps: 4 });
  await page.page.waitForSelector('.ghost');
  await picture(page, 'desktop-drag');
  await page.page.keyboard.press('Escape');
  await page.page.mouse.up();

  await page.page.route('**/api/tasks', route => route.abort('connectionrefused'));
  await page.add('todo', 'Water the plants');
  await page.page.waitForSelector('.toast');
  await suite.board.stop();
  await page.page.waitForSelector('.banner');
  await picture(page, 'desktop-offline');
  assert.deepEqual(await violations(page), []);
  await suite.board.start();
});

test('Theme_Chosen_StaysAfterAReload', async () => {
  const page = await open(desktop, 'light');
  const background = () => page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.page.click('[aria-label="Use dark colours"]');
  const dark = await background();
  assert.notEqual(dark, light);
  await page.page.reload();
  await page.columns('synced');
  assert.equal(await background(), dark);
  await page.page.evaluate(() => localStorage.clear());
});

test('Phone_EveryPart_FitsAndHasNothingThatAxeObjectsTo', async () => {
  const page = await open(phone, 'light');
  const overflow = () => page.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await picture(page, 'phone-light');
  assert.equal(await overflow(), 0);
  assert.deepEqual(await violations(page), []);

  // A finger does not drag and does not hover: it moves a card by its buttons, which are always there.
  const first = await page.column('todo').locator('.name').first().textContent();
  await page.column('todo').locator('.forward').first().click();
  await page.page.waitForSelector(`.column[data-status="doing"] .card:has-text("${first}")`);
  await page.page.evaluate(() => document.querySelector('.columns').scrollTo({ left: 1e4, behavior: 'instant' }));
  await page.page.waitForFunction(() => {
    const { left, right } = document.querySelector('.column[data-status="done"]').getBoundingClientRect();
    return left >= 0 && right <= innerWidth;
  });

  await page.column('done').locator('.card').first().click();
  await page.panel('synced');
  await picture(page, 'phone-panel');
  assert.equal(await overflow(), 0);
  assert.deepEqual(await violations(page), []);
  await page.page.click('#close');

  await page.signIn('Ada Lovelace of Ockham Park and beyond');
  await page.columns('synced');
  assert.equal(await overflow(), 0);
  await page.page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'phone-dark');
  assert.deepEqual(await violations(page), []);
});
