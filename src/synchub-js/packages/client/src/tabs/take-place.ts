import { leaderLock, tabName } from './share-name.js';
import type { TabChannel, TabEnvironment } from './tab-environment.js';
import { holdLock } from './tab-lock.js';
import { readTabRecord } from './tab-record.js';
import type { HallRecord, LeaderRecord } from './tab-record.js';

/** What a tab has become, and what it has to give back. */
export type Place =
  | { readonly role: 'leader'; readonly share: string; readonly tab: string; readonly hall: TabChannel; release(): void }
  | { readonly role: 'follower'; readonly share: string; readonly tab: string; readonly leader: string; readonly channel: TabChannel; release(): void };

/**
 * Has a tab lead where nobody does, and follow where somebody does: whichever comes first, the lock or a welcome. Waits while the
 * leader to be is still connecting. Its own lock is held before anybody hears of it, since who waits for that takes it for gone.
 */
export async function takePlace(environment: TabEnvironment, share: string, signal: AbortSignal): Promise<Place> {
  const { locks } = environment;
  const tab = environment.newId();
  const leave = await holdLock(locks, tabName(share, tab), signal);
  const hall = environment.openChannel(share);
  const channel = environment.openChannel(tabName(share, tab));
  const contest = new AbortController();
  const giveUp = (): void => contest.abort(signal.reason);
  signal.addEventListener('abort', giveUp);
  const elected = holdLock(locks, leaderLock(share), contest.signal);
  try {
    signal.throwIfAborted();
    const won = await Promise.race([elected.then(resign => ({ resign })), welcome(tab, hall, channel).then(leader => ({ leader }))]);
    if ('resign' in won) {
      channel.close();
      return { role: 'leader', share, tab, hall, release: () => [won.resign, leave].forEach(release => release()) };
    }

    hall.close();
    contest.abort();
    // The lock may have come in the same moment.
    elected.then(resign => resign(), () => undefined);
    return { role: 'follower', share, tab, leader: won.leader, channel, release: leave };
  } catch (error) {
    contest.abort();
    elected.then(resign => resign(), () => undefined);
    hall.close();
    channel.close();
    leave();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function welcome(tab: string, hall: TabChannel, channel: TabChannel): Promise<string> {
  return new Promise(resolve => {
    const join: HallRecord = { kind: 'join', tab };
    channel.listen(data => {
      const record = readTabRecord<LeaderRecord>(data, ['welcome']);
      if (record?.kind === 'welcome') {
        resolve(record.leader);
      }
    });
    hall.listen(data => {
      if (readTabRecord<HallRecord>(data, ['leading'])) {
        hall.post(join);
      }
    });
    hall.post(join);
  });
}
