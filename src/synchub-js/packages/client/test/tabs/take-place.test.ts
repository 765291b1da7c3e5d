import { expect, test } from 'vitest';
import type { TabChannel, TabEnvironment } from '../../src/tabs/tab-environment.js';
import { takePlace } from '../../src/tabs/take-place.js';
import type { Place } from '../../src/tabs/take-place.js';
import { settle } from './fake-browser.js';

/** A tab whose welcome and whose lock come when the test says, also in the same moment. */
async function contest(): Promise<{ place: Promise<Place>; welcome: () => void; elect: () => void; isLeaderLockHeld: () => boolean }> {
  let [welcome, elect, isHeld]: [() => void, () => void, boolean] = [() => undefined, () => undefined, false];
  const environment: TabEnvironment = {
    newId: () => 'me',
    page: { onSleep: () => () => undefined, whenAwake: () => Promise.resolve() },
    openChannel: (name): TabChannel => ({
      listen: listener => {
        if (name.endsWith('/me')) {
          welcome = () => listener({ kind: 'welcome', leader: 'other' });
        }
      },
      post: () => undefined,
      close: () => undefined,
    }),
    locks: {
      request: (name, { signal }, callback) => {
        if (!name.endsWith('/leader')) {
          return callback();
        }

        return new Promise((resolve, reject) => {
          elect = () => {
            isHeld = true;
            void callback().then(() => (isHeld = false)).then(resolve);
          };
          signal?.addEventListener('abort', () => isHeld || reject(signal.reason));
        });
      },
    },
  };
  const place = takePlace(environment, 'share', new AbortController().signal);
  await settle();
  return { place, welcome, elect, isLeaderLockHeld: () => isHeld };
}

test('TakePlace_WelcomeAndThenTheLockInTheSameMoment_FollowsAndGivesTheLockBack', async () => {
  const { place, welcome, elect, isLeaderLockHeld } = await contest();
  welcome();
  elect();
  expect(isLeaderLockHeld()).toBe(true);
  expect((await place).role).toBe('follower');
  await settle();
  expect(isLeaderLockHeld()).toBe(false);
});

test('TakePlace_TheLockAndThenAWelcomeInTheSameMoment_LeadsAndKeepsIt', async () => {
  const { place, welcome, elect, isLeaderLockHeld } = await contest();
  elect();
  welcome();
  const taken = await place;
  expect(taken.role).toBe('leader');
  await settle();
  expect(isLeaderLockHeld()).toBe(true);
  taken.release();
  await settle();
  expect(isLeaderLockHeld()).toBe(false);
});

