import type { MultiplexerEvent } from './multiplexer/multiplexer-event.js';
import { tabName } from './share-name.js';
import type { TabChannel, TabEnvironment } from './tab-environment.js';
import { whenReleased } from './tab-lock.js';
import { readTabRecord } from './tab-record.js';
import type { FollowerRecord, HallRecord, LeaderRecord } from './tab-record.js';
import type { Place } from './take-place.js';

/**
 * The tabs that follow a leader, each on a channel that nobody else listens to. One that vanishes without a word is noticed by its
 * lock: the leader waits for it, and has it when the tab is gone.
 */
export class FollowerChannels {
  readonly #environment: TabEnvironment;
  readonly #place: Place & { role: 'leader' };
  readonly #handle: (event: MultiplexerEvent) => void;
  readonly #followers = new Map<string, { readonly channel: TabChannel; readonly gone: AbortController }>();

  constructor(environment: TabEnvironment, place: Place & { role: 'leader' }, handle: (event: MultiplexerEvent) => void) {
    this.#environment = environment;
    this.#place = place;
    this.#handle = handle;
  }

  /** Lets tabs in. Who has asked before there was a connection asks again now. */
  open(): void {
    const { hall } = this.#place;
    hall.listen(data => {
      const record = readTabRecord<HallRecord>(data, ['join']);
      if (record?.kind === 'join') {
        this.#join(record.tab);
      }
    });
    const leading: HallRecord = { kind: 'leading' };
    hall.post(leading);
  }

  /** Tells one tab something; nothing where it has left. */
  post(tab: string, record: LeaderRecord): void {
    this.#followers.get(tab)?.channel.post(record);
  }

  /** The connection is over; without an error only for this tab. */
  close(error: string | undefined): void {
    this.#place.hall.close();
    for (const tab of [...this.#followers.keys()]) {
      this.post(tab, error === undefined ? { kind: 'ended' } : { kind: 'ended', error });
      this.#forget(tab);
    }
  }

  #join(tab: string): void {
    if (!this.#followers.has(tab)) {
      this.#add(tab);
    }

    this.post(tab, { kind: 'welcome', leader: this.#place.tab });
  }

  #add(tab: string): void {
    const name = tabName(this.#place.share, tab);
    const channel = this.#environment.openChannel(name);
    const gone = new AbortController();
    this.#followers.set(tab, { channel, gone });
    channel.listen(data => {
      const record = readTabRecord<FollowerRecord>(data, ['call', 'leave']);
      if (record?.kind === 'call') {
        this.#handle({ kind: 'called', tab, call: record.call, request: record.request });
      } else if (record) {
        this.#left(tab);
      }
    });
    whenReleased(this.#environment.locks, name, gone.signal).then(
      () => this.#left(tab),
      () => undefined,
    );
    this.#handle({ kind: 'joined', tab });
  }

  #left(tab: string): void {
    if (this.#forget(tab)) {
      this.#handle({ kind: 'left', tab });
    }
  }

  #forget(tab: string): boolean {
    const follower = this.#followers.get(tab);
    this.#followers.delete(tab);
    if (follower) {
      follower.channel.close();
      follower.gone.abort();
    }

    return follower !== undefined;
  }
}
