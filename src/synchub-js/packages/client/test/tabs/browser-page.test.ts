import { expect, test, vi } from 'vitest';
import { BrowserPage } from '../../src/tabs/browser-page.js';
import { settle } from './fake-browser.js';

class Target extends EventTarget {
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }

  fire(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}

function open(): { page: BrowserPage; window: Target; document: Target } {
  const [window, document] = [new Target(), new Target()];
  return { page: new BrowserPage({ window, document }), window, document };
}

test.each([['window', 'pagehide', 'window', 'pageshow'], ['document', 'freeze', 'document', 'resume'], ['document', 'freeze', 'window', 'pageshow']] as const)(
  'OnSleep_%s%s_CallsBackAndIsAwakeAfter%s%s', async (from, sleep, to, wake) => {
    const page = open();
    const slept = vi.fn();
    page.page.onSleep(slept);
    page[from].fire(sleep);
    expect(slept).toHaveBeenCalledOnce();
    const awake = vi.fn();
    void page.page.whenAwake(new AbortController().signal).then(awake);
    await settle();
    expect(awake).not.toHaveBeenCalled();
    page[to].fire(wake);
    await settle();
    expect(awake).toHaveBeenCalledOnce();
  });

test('OnSleep_StoppedAndAwakeAgain_LeavesNoListener', () => {
  const { page, window, document } = open();
  const stop = page.onSleep(() => undefined);
  document.fire('freeze');
  window.fire('pagehide');
  stop();
  window.fire('pageshow');
  expect([window.listeners, document.listeners]).toEqual([0, 0]);
});

test('WhenAwake_SignalAbortedMeanwhile_Rejects', async () => {
  const { page, document } = open();
  page.onSleep(() => undefined);
  document.fire('freeze');
  const giveUp = new AbortController();
  const awake = page.whenAwake(giveUp.signal);
  giveUp.abort(new Error('late'));
  await expect(awake).rejects.toThrow('late');
});

test('WhenAwake_NoDocument_IsAlwaysAwake', async () => {
  const page = new BrowserPage({});
  page.onSleep(() => expect.unreachable());
  await page.whenAwake(new AbortController().signal);
});
