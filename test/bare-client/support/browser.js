import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const args = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** A real Chromium with a profile of its own, which goes when it is closed. */
export async function startBrowser() {
  assert.ok(executablePath, 'Chromium was not found: apt-get install chromium, or set CHROMIUM to the path of one.');
  const profile = mkdtempSync(join(tmpdir(), 'taskboard-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args, viewport: { width: 1100, height: 700 } });
  browser.setDefaultTimeout(30_000);

  // Not on its event: that comes before the browser has ended, which writes to its profile until then.
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  return browser;
}
