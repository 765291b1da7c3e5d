import { describe, expect, test } from 'vitest';
import { Multiplexer } from '../../src/tabs/multiplexer/multiplexer.js';
import type { MultiplexerEvent } from '../../src/tabs/multiplexer/multiplexer-event.js';
import type { ServerRecord } from '../../src/protocol/server-record.js';
import { Random } from '../support/random.js';
import { ModelServer } from './model-server.js';
import { ModelTab } from './model-tab.js';

const keys = ['a', 'b', 'c'];

interface Link {
  readonly tab: ModelTab;
  readonly toLeader: MultiplexerEvent[];
  readonly toTab: ServerRecord[];
}

/** Some tabs, the multiplexer and a server, with everything under way in queues that a test moves on. */
class World {
  readonly server = new ModelServer();
  readonly links = new Map<string, Link>();
  readonly answered = new Map<string, number>();
  readonly called = new Set<string>();
  readonly #isSlow: boolean;
  readonly #multiplexer = new Multiplexer(() => 0);
  #ids = 0;

  /** Slow: what tabs and the leader say to each other takes its time, too. */
  constructor(isSlow: boolean) {
    this.#isSlow = isSlow;
  }

  get tabs(): readonly ModelTab[] {
    return [...this.links.values()].map(link => link.tab);
  }

  join(): void {
    const id = `tab${++this.#ids}`;
    const link: Link = {
      tab: new ModelTab(id, !this.#isSlow, (call, request) => {
        this.called.add(`${id}/${call}`);
        link.toLeader.push({ kind: 'called', tab: id, call, request });
        if (!this.#isSlow) {
          this.hearTab(link);
        }
      }),
      toLeader: [],
      toTab: [],
    };
    this.links.set(id, link);
    this.handle({ kind: 'joined', tab: id });
  }

  leave(tab: ModelTab): void {
    this.links.delete(tab.id);
    this.handle({ kind: 'left', tab: tab.id });
  }

  handle(event: MultiplexerEvent): void {
    for (const effect of this.#multiplexer.handle(event)) {
      switch (effect.kind) {
        case 'call':
          this.server.invocations.push({ ticket: effect.ticket, call: effect.request });
          break;
        case 'answer':
          this.answered.set(`${effect.tab}/${effect.call}`, (this.answered.get(`${effect.tab}/${effect.call}`) ?? 0) + 1);
          break;
        case 'deliver':
          effect.tabs.forEach(id => this.#deliver(id, effect.record));
          break;
      }
    }
  }

  /** The leader hears the next thing that the server has sent. */
  hear(): void {
    const next = this.server.outgoing.shift();
    if (next) {
      this.handle(next);
    }
  }

  /** The leader hears the next call of a tab. */
  hearTab(link: Link | undefined): boolean {
    const next = link?.toLeader.shift();
    if (next) {
      this.handle(next);
    }

    return next !== undefined;
  }

  /** A tab hears the next thing that the leader has sent on. */
  tell(link: Link | undefined): boolean {
    const next = link?.toTab.shift();
    if (next) {
      link?.tab.receive(next);
    }

    return next !== undefined;
  }

  /** Lets everything that is under way arrive, and everybody have what they want. */
  drain(): void {
    for (let round = 0; round < 5_000; round++) {
      const links = [...this.links.values()];
      if (links.some(link => this.hearTab(link) || this.tell(link))) {
        continue;
      }

      if (this.server.invocations.length > 0) {
        this.server.accept();
      } else if (this.server.work.length > 0) {
        this.server.serve();
      } else if (this.server.outgoing.length > 0) {
        this.hear();
      } else if (!links.map(link => link.tab.settle()).includes(true)) {
        return;
      }
    }

    throw new Error('It does not come to rest.');
  }

  #deliver(id: string, record: ServerRecord): void {
    const link = this.links.get(id);
    if (!link) {
      throw new Error(`Delivered to ${id}, which has left.`);
    }

    link.toTab.push(record);
    if (!this.#isSlow) {
      this.tell(link);
    }
  }
}

function act(world: World, random: Random): void {
  const link = random.pick([...world.links.values()]);
  const tab = link?.tab;
  const what = random.between(0, 99);
  if (what < 4) {
    world.join();
  } else if (what < 7) {
    if (tab) {
      world.leave(tab);
    }
  } else if (what < 22) {
    const key = random.pick(keys) ?? 'a';
    tab?.wanted.add(key);
    tab?.ask(key);
  } else if (what < 32) {
    const [id, held] = random.pick([...(tab?.held ?? [])]) ?? [];
    if (tab && id !== undefined && held) {
      tab.wanted.delete(held.key);
      tab.release(id);
    }
  } else if (what < 36) {
    world.hearTab(link);
  } else if (what < 42) {
    world.tell(link);
  } else if (what < 45) {
    const requestId = random.pick([...(tab?.asked.keys() ?? [])]);
    if (tab && requestId !== undefined) {
      tab.withdraw(requestId);
    }
  } else if (what < 58) {
    world.server.accept();
  } else if (what < 72) {
    world.server.serve(random.between(0, 9) === 0);
  } else if (what < 87) {
    world.hear();
  } else if (what < 95) {
    world.server.change(random.pick(keys) ?? 'a');
  } else if (what < 97) {
    world.server.rejudge();
  } else {
    const id = random.pick([...world.server.active.keys()]);
    if (id !== undefined) {
      world.server.end(id);
    }
  }
}

describe('Multiplexer', () => {
  test.each(Array.from({ length: 400 }, (_, seed) => seed))('RandomSequences_Seed%i_EveryTabHasWhatItWantsAndTheServerHoldsNoMore', seed => {
    const random = new Random(seed);
    const world = new World(seed % 2 === 1);
    world.join();
    world.join();
    for (let step = 0; step < 250; step++) {
      act(world, random);
      if (step % 50 === 49) {
        world.drain();
        for (const tab of world.tabs) {
          const shown = [...tab.held.values()].map(held => `${held.key} at ${held.seq}`);
          const wanted = [...tab.wanted].map(key => `${key} at ${world.server.seqOf(key)}`);
          expect(shown.sort(), `seed ${seed}, step ${step}, ${tab.id}`).toEqual(wanted.sort());
        }

        const held = new Set(world.tabs.flatMap(tab => [...tab.held.keys()]));
        expect([...world.server.active.keys()].sort(), `seed ${seed}, step ${step}: what the server holds`).toEqual([...held].sort());
        const open = [...world.called].filter(call => world.links.has(call.split('/')[0] ?? '') && world.answered.get(call) !== 1);
        expect(open, `seed ${seed}, step ${step}: calls that were not answered once`).toEqual([]);
      }
    }
  });
});
