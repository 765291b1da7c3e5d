import { setTimeout } from 'node:timers/promises';
import { within } from './until.js';

/** TaskBoard's page as its user sees it. */
export class BoardPage {
  /** What the browser complained about: errors of scripts, and warnings. */
  static complaints = [];

  constructor(page) {
    this.page = page;
    page.on('pageerror', error => BoardPage.complaints.push(String(error)));
    page.on('console', message => {
      // The browser itself reports each request that found nobody or was refused.
      const expected = /net::ERR_|Failed to load resource|WebSocket connection to/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !expected) BoardPage.complaints.push(message.text());
    });
  }

  goto(board, address = '') {
    return this.page.goto(`${board.url}/${address}`);
  }

  column(status) {
    return this.page.locator(`.column[data-status="${status}"]`);
  }

  card(title) {
    return this.page.locator('.card', { hasText: title });
  }

  field(name) {
    return this.page.locator(`#panel [name="${name}"]`);
  }

  /** Waits until all columns are in a state. */
  columns(state) {
    return this.page.waitForFunction(wanted => document.querySelectorAll(`.column[data-state="${wanted}"]`).length === 3, state);
  }

  /** Waits until a column shows just these titles and this total. */
  shows(status, titles, total = titles.length) {
    return this.page.waitForFunction(([status, wanted]) => {
      const column = document.querySelector(`.column[data-status="${status}"]`);
      const names = [...column.querySelectorAll('.name')].map(name => name.textContent);
      return JSON.stringify([names, column.querySelector('.total').textContent]) === wanted;
    }, [status, JSON.stringify([titles, String(total)])]);
  }

  /** Waits until a field of the panel has a value. */
  has(name, value) {
    return this.page.waitForFunction(([name, wanted]) => document.querySelector(`#panel [name="${name}"]`)?.value === wanted, [name, value]);
  }

  /** Waits until the panel is in a state. */
  panel(state) {
    return this.page.waitForSelector(`#state[data-state="${state}"]`);
  }

  /** Waits until nothing that was written in the panel is on its way. */
  saved() {
    return this.page.waitForSelector('#panel footer:not(:has-text("saving…"))');
  }

  noTask() {
    return this.page.waitForSelector('#no-task');
  }

  connection(state) {
    return this.page.waitForSelector(`#connection[data-state="${state}"]`);
  }

  /** Waits until the browser's local store has a text in it, or has not. Nothing tells of it, so it is looked at again and again. */
  async stores(text, isWanted = true) {
    await within(20_000, `the local store ${isWanted ? 'has' : 'does not have'} '${text}'`, (async () => {
      while ((await this.page.evaluate(storedText)).includes(text) !== isWanted) await setTimeout(50);
    })());
  }

  async add(status, title) {
    await this.column(status).locator('.add input').fill(title);
    await this.page.keyboard.press('Enter');
  }

  async edit(name, value) {
    await this.field(name).fill(value);
    await this.field(name).press('Enter');
  }

  async signIn(name) {
    await this.page.click('#sign-in');
    await this.page.fill('dialog [name="name"]', name);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector(`#who:text-is("${name}")`, { state: 'attached' });
  }

  async signOut() {
    await this.page.click('#sign-out');
    await this.page.waitForSelector('#sign-in');
  }

  close() {
    return this.page.close();
  }
}

/** In the browser: all that is in the local store. */
function storedText() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('taskboard');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const reading = database.transaction('entries').objectStore('entries').getAll();
      reading.onsuccess = () => {
        database.close();
        resolve(JSON.stringify(reading.result));
      };
    };
  });
}
