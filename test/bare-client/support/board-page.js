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

  static async open(browser, board, address = '') {
    const opened = new BoardPage(await browser.newPage());
    await opened.page.goto(`${board.url}/${address}`);
    return opened;
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

  noTask() {
    return this.page.waitForSelector('#no-task');
  }

  connection(state) {
    return this.page.waitForSelector(`#connection[data-state="${state}"]`);
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
