import { describe, expect, it } from 'vitest';
import type { EntityMutationTarget, CollectionMutationTarget, SyncMutation } from '../../src/mutations/index.js';
import { at, MutationScene, pageOf } from './mutation-scene.js';
import { Random } from './random.js';

const rounds = 600;
const steps = 60;

interface Write {
  readonly mutation: SyncMutation;
  readonly text: string;
  /** The seq that the server made of it; 0 while it has not. */
  seq: number;
  isAnswered: boolean;
  isRevoked: boolean;
  /** By subscription: whether what it has been told contains the write as far as the client can know. */
  readonly contained: boolean[];
  /** Whether a push that named it has reached the client. */
  isLearnt: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One note on the server, an entity and two lists of it on the client: all notes, and those whose text begins with m. */
class World {
  readonly #scene = new MutationScene();
  readonly #log: { readonly text: string; readonly id: string | undefined }[] = [{ text: 'a', id: undefined }];
  readonly #told = [1, 1, 1];
  readonly writes: Write[] = [];
  readonly note: Mutable<EntityMutationTarget> = this.#scene.entity('1', body('a'), at(1));
  readonly #all: Mutable<CollectionMutationTarget> = this.#scene.collection({ order: { text: 'ASC' }, top: 5 }, pageOf([body('a')], at(1)));
  readonly #mine: Mutable<CollectionMutationTarget> = this.#scene.collection({ filter: { text: { $startsWith: 'm' } }, top: 5 }, pageOf([], at(1)));
  #isOpen = true;

  step(random: Random): string {
    const open = this.writes.filter(write => !write.isRevoked && !write.isAnswered);
    const [unwritten, unanswered, any] = [open.find(write => write.seq === 0), open.find(write => write.seq > 0), open[random.next(open.length)]];
    switch (random.next(10)) {
      case 0:
      case 1: {
        if (open.length >= 5) {
          return 'nothing';
        }

        const text = `${random.next(2) === 0 ? 'm' : 'z'}${this.writes.length}`;
        this.writes.push({ mutation: this.#scene.setText(text), text, seq: 0, isAnswered: false, isRevoked: false, contained: [false, false, false], isLearnt: false });
        return `issue ${text}`;
      }

      case 2:
        if (unwritten) {
          unwritten.seq = this.#commit(unwritten.text, unwritten.mutation.id);
        }

        return `the server writes ${unwritten?.text}`;
      case 3:
        if (unanswered) {
          unanswered.isAnswered = true;
          unanswered.mutation.accept({ versions: { Note: at(unanswered.seq) } });
        }

        return `answer to ${unanswered?.text}`;
      case 4:
        if (any) {
          // Does nothing where a push has told that the server has it.
          any.isRevoked = !any.isLearnt;
          any.isAnswered ||= any.isLearnt;
          if (random.next(2) === 0) {
            any.mutation.fail('No.');
          } else {
            any.mutation.rollback();
          }
        }

        return `failure or rollback of ${any?.text}`;
      case 5:
        this.#commit(`s${this.#log.length}`, undefined);
        return 'somebody writes';
      case 6:
      case 7: {
        const subscription = random.next(3);
        const isAgain = random.next(4) === 0;
        if (this.#isOpen) {
          this.#tell(subscription, isAgain);
        }

        return `push to ${subscription}${isAgain ? ' again' : ''}`;
      }

      case 8:
        this.#isOpen &&= random.next(3) > 0;
        return this.#isOpen ? 'nothing' : 'break';
      default:
        return this.#isOpen ? 'nothing' : this.#reconnect();
    }
  }

  /** Faults end: everything that was written is answered and told. */
  end(): void {
    this.#reconnect();
    for (const write of this.writes.filter(one => !one.isRevoked && !one.isAnswered)) {
      write.seq ||= this.#commit(write.text, write.mutation.id);
      write.isAnswered = true;
      write.mutation.accept({ versions: { Note: at(write.seq) } });
    }

    for (const subscription of [0, 1, 2]) {
      while ((this.#told[subscription] ?? 0) < this.#log.length) {
        this.#tell(subscription, false);
      }
    }
  }

  check(): void {
    for (const write of this.writes) {
      for (const subscription of [0, 1, 2]) {
        write.contained[subscription] ||= write.seq > 0 && write.seq <= (this.#told[subscription] ?? 0) && (write.isAnswered || write.isLearnt);
      }
    }

    const mine = this.#visible(2);
    this.#require(String(this.#scene.bodyOf(this.note)?.['text']), this.#visible(0));
    this.#require(this.#scene.textsOf(this.#all), `${this.#visible(1)}:1`);
    this.#require(this.#scene.textsOf(this.#mine), mine.startsWith('m') ? `${mine}:1` : ':0');
    this.#require(this.#scene.errors.join(), '');
  }

  // Faster than an expectation, of which there would be a hundred thousand.
  #require(shown: string, expected: string): void {
    if (shown !== expected) {
      throw new Error(`'${shown}' is shown, and not '${expected}'`);
    }
  }

  checkDrained(): void {
    expect(this.#scene.bodyOf(this.note)).toEqual(body(this.#log.at(-1)?.text ?? ''));
    expect(this.writes.map(write => write.mutation.status).filter(status => status === 'pending' || status === 'accepted')).toEqual([]);
    expect(this.#scene.table.pending.items).toEqual([]);
    expect(this.#scene.clock.count).toBe(0);
  }

  /** The naive fold: the newest write that is not contained, else what the server said. */
  #visible(subscription: number): string {
    const over = this.writes.filter(write => !write.isRevoked && !write.contained[subscription]).at(-1);
    return over?.text ?? this.#log[(this.#told[subscription] ?? 1) - 1]?.text ?? '';
  }

  #commit(text: string, id: string | undefined): number {
    return this.#log.push({ text, id });
  }

  #tell(subscription: number, isAgain: boolean): void {
    const seq = (this.#told[subscription] ?? 1) + (isAgain ? 0 : 1);
    const change = this.#log[seq - 1];
    if (!change || seq < 2) {
      return;
    }

    this.#told[subscription] = seq;
    for (const write of this.writes.filter(one => one.mutation.id === change.id)) {
      write.isLearnt ||= !write.isRevoked;
    }

    this.#scene.table.learn('Note', change.id === undefined ? [] : [change.id], at(seq));
    this.#apply(subscription, change.text, seq);
  }

  #apply(subscription: number, text: string, seq: number): void {
    switch (subscription) {
      case 0: return this.#scene.say(this.note, { body: body(text), version: at(seq) });
      case 1: return this.#scene.say(this.#all, pageOf([body(text)], at(seq)));
      default: return this.#scene.say(this.#mine, pageOf(text.startsWith('m') ? [body(text)] : [], at(seq)));
    }
  }

  // As the server answers a resume: without the names of the writes.
  #reconnect(): string {
    this.#isOpen = true;
    for (const subscription of [0, 1, 2]) {
      this.#told[subscription] = this.#log.length;
      this.#apply(subscription, this.#log.at(-1)?.text ?? '', this.#log.length);
    }

    return 'reconnect';
  }
}

function body(text: string): { readonly id: number; readonly text: string } {
  return { id: 1, text };
}

function run(seed: number, count: number): readonly string[] {
  const [world, random, done] = [new World(), new Random(seed), [] as string[]];
  try {
    for (let step = 0; step < count; step++) {
      done.push(world.step(random));
      world.check();
    }

    done.push('the end');
    world.end();
    world.check();
    world.checkDrained();
  } catch (error) {
    throw new Error(`seed ${seed}, after ${done.filter(step => step !== 'nothing').join(', ')}: ${String(error)}`, { cause: error });
  }

  return done;
}

describe('MutationTable under faults', () => {
  it('shown_RandomInterleavings_IsTheFoldOfPendingOverBase', () => {
    console.log(`seeds 1 to ${rounds}, ${steps} steps each`);
    for (let seed = 1; seed <= rounds; seed++) {
      run(seed, steps);
    }
  });
});
