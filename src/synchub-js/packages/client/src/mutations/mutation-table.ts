import type { SyncVersion } from '../protocol/sync-version.js';
import { SyncError } from '../sync-error.js';
import { Announcements } from './announcements.js';
import { ModelMutations } from './model-mutations.js';
import { modelsOf, shareRow, type MutationEntry } from './mutation-entry.js';
import { newMutationId } from './mutation-id.js';
import { MutationList } from './mutation-list.js';
import type { MutationTableOptions } from './mutation-table-options.js';
import { mayHold, type EntityMutationTarget, type CollectionMutationTarget, type MutationTarget } from './mutation-target.js';
import { answered, isPlaced, isTaken, learnt, pendingMutation, type PendingMutation, type Versions } from './pending-mutation.js';
import type { RowWrite } from './row-write.js';
import type { ShownEntity } from './shown-entity.js';
import type { ShownPage } from './shown-page.js';
import { ShownTarget } from './shown-target.js';
import { noWrites } from './shown-writes.js';
import { SyncMutation, type MutationHost } from './sync-mutation.js';

// Failures that nobody looks at do not pile up.
const maxFailed = 100;

/**
 * The mutations of a client that have not left yet, and what each subscription shows because of them: its content with every mutation laid over it
 * that the content does not contain. Every call changes state first, and tells of it last.
 */
export class MutationTable implements MutationHost {
  /** The mutations that are shown and that the server's data does not contain everywhere yet. */
  readonly pending: MutationList = new MutationList();

  /** The mutations that were refused, the latest 100 at most, until they are dismissed or their row is changed again. */
  readonly failed: MutationList = new MutationList();
  readonly #options: MutationTableOptions;
  readonly #entries: Map<string, MutationEntry> = new Map();
  readonly #models: Map<string, ModelMutations> = new Map();
  readonly #targets: WeakMap<MutationTarget, ShownTarget> = new WeakMap();
  readonly #announcements: Announcements;
  #events = 0;
  #isClosed = false;

  constructor(options: MutationTableOptions) {
    this.#options = options;
    this.#announcements = new Announcements(options.show, options.turns);
  }

  /**
   * Shows a mutation from now on.
   * @param id The mutation's name, 1 to 64 visible ASCII characters. Default: a random one.
   */
  issue(writes: readonly RowWrite[], id: string = newMutationId()): SyncMutation {
    const mutation = new SyncMutation(this, id, writes);
    if (this.#isClosed) {
      mutation.abandon(closed());
      return mutation;
    }

    const entry: MutationEntry = { mutation, models: modelsOf(writes), state: pendingMutation(id, writes), timer: undefined, awaitedBy: new Set() };
    this.#startTimer(entry);
    this.#entries.set(id, entry);
    this.#list(this.pending, [...this.pending.items, mutation]);
    const superseded = this.failed.items.filter(earlier => shareRow(earlier.writes, writes));
    this.#setFailed(this.failed.items.filter(earlier => !superseded.includes(earlier)), superseded.flatMap(earlier => modelsOf(earlier.writes)));
    for (const model of entry.models) {
      const mutations = this.#model(model);
      mutations.put([...mutations.entries, entry]);
      for (const target of this.#options.targetsOf(model)) {
        mutations.note(this.#target(target));
      }
    }

    this.#refreshAll([...superseded.flatMap(earlier => earlier.writes), ...writes]);
    this.#announcements.tell();
    return mutation;
  }

  /** The application's call has succeeded. */
  answer(mutation: SyncMutation, versions: Versions | undefined): void {
    const entry = this.#entryOf(mutation);
    if (entry) {
      // What is not known by now is waited for with a clock; positions that can be compared, as long as it takes.
      this.#advance(entry, answered(entry.state, versions, ++this.#events));
      this.#startTimer(entry);
      this.#refreshAll(mutation.writes);
      this.#settleEntry(entry);
      this.#announcements.tell();
    }
  }

  /**
   * A push or an answer of the server names mutations. To be called before what it brings is applied, which is what settles them, as a rule.
   * @param commit The `seq` of the last change that was committed together with the push's, where it says one.
   */
  learn(model: string, ids: readonly string[], version: SyncVersion, commit = 0): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      const wrongly = this.failed.items.find(mutation => mutation.id === id);
      if (entry) {
        // All that the mutation's commit has done is known once its last change is.
        this.#advance(entry, learnt(entry.state, model, { ...version, seq: Math.max(commit, version.seq) }));
        this.#refreshAll(entry.state.writes);
        this.#settleEntry(entry);
      } else if (wrongly) {
        // The call failed on its way back.
        this.#dismiss(wrongly);
      }
    }

    this.#announcements.tell();
  }

  /** The mutation comes to nothing, unless the server has answered it. */
  revoke(mutation: SyncMutation, status: 'rolledBack' | 'failed', reason: SyncError): void {
    const entry = this.#entryOf(mutation);
    if (!entry || isTaken(entry.state)) {
      return;
    }

    mutation.become(status, reason);
    if (status === 'failed') {
      const over = this.failed.items.slice(0, Math.max(0, this.failed.items.length + 1 - maxFailed));
      over.forEach(oldest => this.#dismiss(oldest));
      this.#setFailed([...this.failed.items, mutation], entry.models);
    }

    this.#takeOutAll(new Set([entry]));
    this.#announcements.tell();
  }

  dismiss(mutation: SyncMutation): void {
    this.#dismiss(mutation);
    this.#announcements.tell();
  }

  /** The content of a subscription is another, or whether it is seen. `show` is called for it, and for others whose mutations have left with it. */
  applied(target: MutationTarget): void {
    if (this.#isClosed) {
      return;
    }

    const shown = this.#target(target);
    const mutations = this.#models.get(target.model);
    if (mutations?.note(shown)) {
      for (const other of this.#options.targetsOf(target.model)) {
        mutations.note(this.#target(other));
      }
    }

    this.#refresh(shown);
    this.#announcements.target(target);
    const done = new Set<MutationEntry>();
    for (const entry of mutations?.entries.filter(({ state }) => isTaken(state)) ?? []) {
      if (mutations?.isAwaited(shown, entry)) {
        entry.awaitedBy.add(shown);
      } else {
        entry.awaitedBy.delete(shown);
      }

      if (entry.awaitedBy.size === 0) {
        done.add(entry);
      }
    }

    this.#settleAll(done);
    this.#announcements.tell();
  }

  /** A subscription is gone, whatever it showed. */
  forget(target: MutationTarget): void {
    const shown = this.#targets.get(target);
    this.#targets.delete(target);
    const entries = this.#models.get(target.model)?.entries ?? [];
    this.#settleAll(new Set(entries.filter(entry => shown && entry.awaitedBy.delete(shown) && entry.awaitedBy.size === 0)));
    this.#announcements.tell();
  }

  /** What a subscription shows; undefined without content. The very same object while nothing that is seen changes. */
  shown(target: EntityMutationTarget): ShownEntity | undefined;
  shown(target: CollectionMutationTarget): ShownPage | undefined;
  shown(target: MutationTarget): ShownEntity | ShownPage | undefined {
    return this.#target(target).shown;
  }

  /** The client is going: what is under way is abandoned. */
  close(): void {
    this.#isClosed = true;
    for (const { timer, mutation } of this.#entries.values()) {
      this.#options.clock.clearTimeout(timer);
      mutation.abandon(closed());
    }

    this.#entries.clear();
    this.#models.clear();
  }

  #entryOf(mutation: SyncMutation): MutationEntry | undefined {
    return this.#entries.get(mutation.id);
  }

  #model(model: string): ModelMutations {
    const mutations = this.#models.get(model) ?? new ModelMutations(model);
    this.#models.set(model, mutations);
    return mutations;
  }

  #target(target: MutationTarget): ShownTarget {
    const known = this.#targets.get(target);
    if (known) {
      return known;
    }

    const shown = new ShownTarget(target);
    this.#targets.set(target, shown);
    this.#refresh(shown);
    return shown;
  }

  #advance(entry: MutationEntry, state: PendingMutation): void {
    entry.state = state;
    if (isTaken(state) && entry.mutation.status === 'pending') {
      entry.mutation.become('accepted');
    }
  }

  #startTimer(entry: MutationEntry): void {
    const { clock, mutationTimeout } = this.#options;
    clock.clearTimeout(entry.timer);
    entry.timer = clock.setTimeout(() => this.#onTimeout(entry), mutationTimeout);
  }

  #onTimeout(entry: MutationEntry): void {
    if (isPlaced(entry.state)) {
      entry.state = { ...entry.state, isOverdue: true };
      this.#refreshAll(entry.state.writes);
      this.#settleEntry(entry);
    } else {
      entry.mutation.become('unknown', new SyncError('mutation-unknown', `Nobody said within ${this.#options.mutationTimeout} ms (mutationTimeout) what became of the mutation.`));
      this.#takeOutAll(new Set([entry]));
    }

    this.#announcements.tell();
  }

  /** Computes anew what a subscription shows. */
  #refresh(shown: ShownTarget): void {
    const epoch = shown.target.base?.version.epoch;
    if (epoch !== shown.epoch) {
      [shown.epoch, shown.epochSince] = [epoch, ++this.#events];
    }

    const before = shown.shown;
    shown.show(shown.target.base ? this.#models.get(shown.target.model)?.writesOver(shown) ?? noWrites : noWrites);
    if (shown.shown !== before) {
      this.#announcements.target(shown.target);
    }
  }

  /** Computes anew whatever may be seen to change with these writes. */
  #refreshAll(writes: readonly RowWrite[]): void {
    for (const model of modelsOf(writes)) {
      for (const target of this.#options.targetsOf(model)) {
        if (writes.some(write => mayHold(target, write))) {
          this.#refresh(this.#target(target));
        }
      }
    }
  }

  /** What is known of one has changed; where it was held to be seen or not by its effect alone, so may be what is known of others on its rows. */
  #settleEntry(entry: MutationEntry): void {
    const others = entry.models.flatMap(model => this.#models.get(model)?.entries ?? []);
    this.#settleAll(this.#done(others.filter(other => (other === entry
      ? isTaken(other.state)
      : other.state.isAnswered && !isPlaced(other.state) && shareRow(other.state.writes, entry.state.writes)))));
  }

  #done(taken: Iterable<MutationEntry>): ReadonlySet<MutationEntry> {
    const done = new Set<MutationEntry>();
    for (const entry of taken) {
      entry.awaitedBy = new Set(entry.models.flatMap(model => [...this.#options.targetsOf(model)]
        .map(target => this.#target(target))
        .filter(shown => this.#models.get(model)?.isAwaited(shown, entry))));
      if (entry.awaitedBy.size === 0) {
        done.add(entry);
      }
    }

    return done;
  }

  #settleAll(done: ReadonlySet<MutationEntry>): void {
    done.forEach(entry => entry.mutation.become('settled'));
    if (done.size > 0) {
      this.#takeOutAll(done);
    }
  }

  /** Takes mutations out, and those with them that have waited for nothing else. */
  #takeOutAll(entries: ReadonlySet<MutationEntry>): void {
    for (const { timer, mutation } of entries) {
      this.#options.clock.clearTimeout(timer);
      this.#entries.delete(mutation.id);
    }

    this.#list(this.pending, this.pending.items.filter(mutation => this.#entries.has(mutation.id)));
    const models = new Set([...entries].flatMap(entry => entry.models));
    for (const model of models) {
      const mutations = this.#model(model);
      mutations.put(mutations.entries.filter(entry => !entries.has(entry)));
      for (const target of this.#options.targetsOf(model)) {
        entries.forEach(entry => this.#target(target).contained.delete(entry.state.id));
      }
    }

    this.#prune(models);
    this.#refreshAll([...entries].flatMap(entry => entry.state.writes));
    this.#settleAll(this.#done(new Set([...models].flatMap(model => this.#models.get(model)?.entries ?? []).filter(entry => isTaken(entry.state)))));
  }

  #dismiss(mutation: SyncMutation): void {
    if (this.failed.items.includes(mutation)) {
      this.#setFailed(this.failed.items.filter(other => other !== mutation), modelsOf(mutation.writes));
      this.#refreshAll(mutation.writes);
    }
  }

  #setFailed(failed: readonly SyncMutation[], models: Iterable<string>): void {
    if (failed.length !== this.failed.items.length) {
      this.#list(this.failed, failed);
      this.#prune(models);
    }
  }

  #prune(models: Iterable<string>): void {
    for (const model of models) {
      const mutations = this.#model(model);
      mutations.fail(this.failed.items.flatMap(mutation => mutation.writes));
      if (mutations.isEmpty) {
        this.#models.delete(model);
      }
    }
  }

  #list(list: MutationList, items: readonly SyncMutation[]): void {
    list.put(items);
    this.#announcements.list(list);
  }
}

function closed(): SyncError {
  return new SyncError('disposed', 'The client was disposed of before the server said what became of the mutation.');
}
