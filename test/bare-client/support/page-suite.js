import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { BoardPage } from './board-page.js';
import { startBrowser } from './browser.js';
import { TaskBoard } from './task-board.js';

/** Gives a file's tests a TaskBoard and a browser; each test's pages are closed after it, and the browser must not have complained. */
export class PageSuite {
  constructor() {
    before(async () => {
      this.board = await TaskBoard.start();
      this.browser = await startBrowser();
    });
    after(async () => {
      await this.browser?.close();
      await this.board?.stop();
    });
    afterEach(async () => {
      await Promise.all(this.browser.pages().slice(1).map(page => page.close())); // The browser ends with its last page.
      assert.deepEqual(BoardPage.complaints.splice(0), []);
    });
  }

  /** A page that has been nowhere yet. */
  async blank() {
    return new BoardPage(await this.browser.newPage());
  }

  async open(address) {
    const page = await this.blank();
    await page.goto(this.board, address);
    return page;
  }

  /** Adds so many tasks, named "Task 0" and so on. */
  async addMany(boardId, count, more = {}) {
    let next = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
      while (next < count) await this.board.add({ boardId, title: `Task ${next++}`, ...more });
    }));
  }
}
