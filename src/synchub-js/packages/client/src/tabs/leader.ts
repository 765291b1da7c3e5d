import type { SyncConnection, SyncConnectionFactory } from '../transport/sync-connection.js';
import { FollowerChannels } from './follower-channels.js';
import { invoke } from './invoke.js';
import { Multiplexer } from './multiplexer/multiplexer.js';
import type { MultiplexerEffect, MultiplexerEvent } from './multiplexer/multiplexer-event.js';
import type { TabCall } from './multiplexer/tab-call.js';
import { PendingCalls } from './pending-calls.js';
import { connectionLost, outcomeOf } from './tab-error.js';
import type { TabEnvironment } from './tab-environment.js';
import type { TabRole, TabRoleHost } from './tab-role.js';
import type { Place } from './take-place.js';

/** The tab that holds the connection. It is one of its own tabs to the {@link Multiplexer}, whose effects are done here. */
export class Leader implements TabRole {
  readonly #place: Place & { role: 'leader' };
  readonly #host: TabRoleHost;
  readonly #connection: SyncConnection;
  readonly #multiplexer: Multiplexer;
  readonly #followers: FollowerChannels;
  readonly #calls = new PendingCalls();
  readonly #over = new AbortController();

  // What is to be done, in order; doing it may bring more.
  readonly #effects: MultiplexerEffect[] = [];
  #isExecuting = false;

  constructor(factory: SyncConnectionFactory, environment: TabEnvironment, place: Place & { role: 'leader' }, host: TabRoleHost, now: () => number) {
    this.#place = place;
    this.#host = host;
    this.#multiplexer = new Multiplexer(now);
    this.#connection = factory.create({
      receive: record => this.#handle({ kind: 'received', record }),
      closed: error => this.#lost(error),
    });
    this.#followers = new FollowerChannels(environment, place, event => this.#handle(event));
  }

  /** Connects, and lets the other tabs in. */
  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#handle({ kind: 'joined', tab: this.#place.tab });
    await this.#connection.start(signal);
    if (!this.#over.signal.aborted) {
      this.#followers.open();
    }
  }

  async call(request: TabCall, signal?: AbortSignal): Promise<unknown> {
    this.#over.signal.throwIfAborted();
    return this.#calls.run(call => this.#handle({ kind: 'called', tab: this.#place.tab, call, request }), signal);
  }

  async end(): Promise<void> {
    this.#leave(connectionLost('The connection was closed.'), undefined);
    await this.#connection.dispose();
  }

  #lost(error: Error | undefined): void {
    if (!this.#over.signal.aborted) {
      const reason = error?.message ?? 'The server closed the connection.';
      this.#leave(error ?? connectionLost(reason), reason);
      this.#host.lost(error, false);
    }
  }

  #leave(error: Error, toldFollowers: string | undefined): void {
    if (this.#over.signal.aborted) {
      return;
    }

    this.#over.abort(error);
    this.#effects.length = 0;
    this.#followers.close(toldFollowers);
    this.#place.release();
    this.#calls.rejectAll(error);
  }

  #handle(event: MultiplexerEvent): void {
    if (this.#over.signal.aborted) {
      return;
    }

    this.#effects.push(...this.#multiplexer.handle(event));
    if (this.#isExecuting) {
      return;
    }

    this.#isExecuting = true;
    try {
      for (let effect = this.#effects.shift(); effect; effect = this.#effects.shift()) {
        this.#execute(effect);
      }
    } finally {
      this.#isExecuting = false;
    }
  }

  #execute(effect: MultiplexerEffect): void {
    const { tab } = this.#place;
    switch (effect.kind) {
      case 'call':
        void this.#invoke(effect.ticket, effect.request);
        break;
      case 'answer':
        if (effect.tab === tab) {
          this.#calls.settle(effect.call, effect.outcome);
        } else {
          this.#followers.post(effect.tab, { kind: 'returned', call: effect.call, outcome: effect.outcome });
        }

        break;
      case 'deliver':
        for (const to of effect.tabs) {
          if (to === tab) {
            this.#host.receive(effect.record);
          } else {
            this.#followers.post(to, { kind: 'record', record: effect.record });
          }
        }

        break;
    }
  }

  async #invoke(ticket: number, request: TabCall): Promise<void> {
    const outcome = await outcomeOf(() => invoke(this.#connection, request, this.#over.signal));
    this.#handle({ kind: 'returned', ticket, outcome });
  }
}
