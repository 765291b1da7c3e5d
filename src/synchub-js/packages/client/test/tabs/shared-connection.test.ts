import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SyncError } from '../../src/index.js';
import { sharedConnection } from '../../src/tabs/shared-connection.js';
import { Random } from '../support/random.js';
import { FakeBrowser, settle } from './fake-browser.js';
import { FakeServer } from './fake-server.js';
import { Page } from './page.js';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  browser = new FakeBrowser();
  server = new FakeServer();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(count: number): Promise<Page[]> {
  const pages = Array.from({ length: count }, () => new Page(browser, server));
  for (const page of pages) {
    await start(page);
  }

  return pages;
}

async function start(page: Page): Promise<void> {
  const started = page.start();
  await browser.run();
  await started;
}

async function done<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await browser.run();
  return promise;
}

describe('two tabs of one user', () => {
  test('Start_TheSecondTab_SharesTheFirstOnesConnection', async () => {
    await open(2);
    expect(server.open).toHaveLength(1);
    expect(browser.holdersOf('/leader')).toHaveLength(1);
  });

  test('Start_WhileTheLeaderStillConnects_WaitsForIt', async () => {
    let letIn: () => void = () => undefined;
    server.gate = new Promise(resolve => (letIn = resolve));
    const [first, second] = [new Page(browser, server), new Page(browser, server)];
    const started = vi.fn();
    void first.start();
    void second.start().then(started);
    await browser.run();
    expect(started).not.toHaveBeenCalled();
    letIn();
    await browser.run();
    expect(started).toHaveBeenCalledOnce();
    expect(server.open).toHaveLength(1);
  });

  test('Start_TheLeaderCannotConnect_FailsForItAndTheOtherTries', async () => {
    server.isDown = true;
    const [first, second] = [new Page(browser, server), new Page(browser, server)];
    const failures = Promise.allSettled([first.start(), second.start()]);
    await browser.run();
    expect((await failures).map(failure => failure.status)).toEqual(['rejected', 'rejected']);
    expect(server.connections).toHaveLength(2);
    expect([browser.heldLocks, browser.openChannels]).toEqual([[], 0]);
    expect([...first.ends, ...second.ends]).toEqual([]);
  });

  test('Subscribe_TheSameThingUnderTheSameRequestId_EachHasItsOwnAnswerAndEveryPush', async () => {
    const [first, second] = await open(2) as [Page, Page];
    await done(first.subscribe('a', 'r1'));
    server.change('a');
    await done(second.subscribe('a', 'r1'));
    server.change('a');
    await browser.run();
    expect(first.told).toEqual(['Subscribed r1 s-a 0', 'EntityUpdated s-a 1', 'EntityUpdated s-a 2']);
    expect(second.told).toEqual(['Subscribed r1 s-a 1', 'EntityUpdated s-a 2']);
  });

  test('Unsubscribe_TheOtherHoldsItToo_TellsTheServerOnlyWhenBothHave', async () => {
    const [first, second] = await open(2) as [Page, Page];
    await done(first.subscribe('a'));
    await done(second.subscribe('a'));
    await done(first.connection.unsubscribe({ subscriptionId: 's-a' }));
    server.change('a');
    await browser.run();
    expect(first.told).toEqual(['Subscribed r-a s-a 0']);
    expect(second.told).toContain('EntityUpdated s-a 1');
    await done(second.connection.unsubscribe({ subscriptionId: 's-a' }));
    expect(server.open[0]?.calls).toEqual(['subscribe a', 'subscribe a', 'unsubscribe s-a']);
  });

  test('Receive_TheLeadersClientBringsMoreAboutWhileItIsTold_TheOthersHearItInOrder', async () => {
    const [first, second] = await open(2) as [Page, Page];
    await done(first.subscribe('a'));
    await done(second.subscribe('a'));
    first.receive = () => {
      first.receive = () => undefined;
      server.change('a');
    };
    server.change('a');
    await browser.run();
    expect(second.told).toEqual(['Subscribed r-a s-a 0', 'EntityUpdated s-a 1', 'EntityUpdated s-a 2']);
  });

  test('Messages_PositionsAndClosing_AreToldToAll', async () => {
    const pages = await open(3);
    server.open[0]?.receive({ method: 'Message', message: { ring: true } });
    server.open[0]?.receive({ method: 'Position', message: { positions: [] } });
    server.open[0]?.receive({ method: 'Closing', message: { code: 'server-stopping', reconnect: true, afterMs: 700 } });
    await browser.run();
    for (const page of pages) {
      expect(page.records.map(record => record.method)).toEqual(['Message', 'Position', 'Closing']);
    }
  });

  test('Send_RefusedByTheServer_RejectsInTheTabThatSent', async () => {
    const [, second] = await open(2) as [Page, Page];
    const refused = await done(second.connection.send('refuse').catch((error: unknown) => error));
    expect(refused).toBeInstanceOf(SyncError);
    expect(refused).toMatchObject({ code: 'request-failed', message: 'The handler says no.', retryable: false });
  });

  test('Send_NotCloneable_RejectsInTheTabThatSent', async () => {
    const [, second] = await open(2) as [Page, Page];
    await expect(done(second.connection.send((() => 1) as never))).rejects.toThrow(/could not be cloned/);
  });

  test('Hello_SignalAborted_EndsTheWaiting', async () => {
    const [, second] = await open(2) as [Page, Page];
    const giveUp = new AbortController();
    const hello = second.connection.hello({ protocols: [1] }, giveUp.signal);
    giveUp.abort(new Error('late'));
    await expect(done(hello)).rejects.toThrow('late');
  });
});

describe('tabs that must not share', () => {
  test('Start_AnotherUser_HasAConnectionOfItsOwn', async () => {
    const [first] = await open(1) as [Page];
    const second = new Page(browser, server);
    second.user = 'bob';
    await start(second);
    expect(server.open).toHaveLength(2);
    await done(first.subscribe('a'));
    server.change('a');
    await browser.run();
    expect(second.told).toEqual([]);
  });

  test.each([[null, 'null'], [null, ''], ['a/b', 'a'], ['=', null]])('Start_UserIs%jAndThen%j_DoNotShare', async (one, other) => {
    const pages = [new Page(browser, server), new Page(browser, server)] as const;
    [pages[0].user, pages[1].user] = [one, other];
    await start(pages[0]);
    await start(pages[1]);
    expect(server.open).toHaveLength(2);
  });

  test('Start_AnotherServer_HasAConnectionOfItsOwn', async () => {
    await open(1);
    await start(new Page(browser, server, 'https://chat.example/sync'));
    expect(server.open).toHaveLength(2);
  });

  test('Call_TheUserHasChanged_LeavesAndJoinsItsNewEquals', async () => {
    const [first, second] = await open(2) as [Page, Page];
    second.user = 'bob';
    await expect(done(second.connection.authenticate({ secret: 'of bob' }, second.signal.signal))).rejects.toThrow('Another user has this tab now');
    expect(second.told).toEqual(['Closing identity-changed']);
    expect(second.ends).toHaveLength(1);
    await done(second.reconnect());
    expect(server.open).toHaveLength(2);
    expect(server.connections.flatMap(connection => connection.calls)).toEqual([]);
    expect(first.ends).toEqual([]);
  });
});

describe('signing in', () => {
  const authenticate = (page: Page, secret: string): Promise<unknown> => done(page.connection.authenticate({ secret }, page.signal.signal));

  test('Authenticate_TheSameSecretInEachTab_AsksTheServerOnce', async () => {
    const pages = await open(3);
    const answers = await done(Promise.all(pages.map(page => page.connection.authenticate({ secret: 's' }, page.signal.signal))));
    expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(server.open[0]?.calls).toEqual(['authenticate s']);
  });

  test('Authenticate_ATabComesAgain_RenewsOnceForAll', async () => {
    const pages = await open(2) as [Page, Page];
    for (const page of [...pages, ...pages]) {
      await authenticate(page, 's');
    }

    expect(server.open[0]?.calls).toEqual(['authenticate s', 'authenticate s']);
  });

  test('Authenticate_AnotherSecretOrARefusedOne_AsksTheServer', async () => {
    const [first, second] = await open(2) as [Page, Page];
    server.acceptsSecret = secret => ({ ok: secret !== 'bad' });
    expect(await authenticate(first, 'bad')).toEqual({ ok: false });
    expect(await authenticate(second, 'bad')).toEqual({ ok: false });
    expect(await authenticate(first, 'good')).toEqual({ ok: true });
    expect(await authenticate(second, 'better')).toEqual({ ok: true });
    expect(server.open[0]?.calls).toHaveLength(4);
  });

  test('Authenticate_TheGrantHasEnded_AsksTheServer', async () => {
    const [first, second] = await open(2) as [Page, Page];
    server.acceptsSecret = () => ({ ok: true, expiresAt: '1970-01-01T00:00:01.0000000Z' });
    await authenticate(first, 's');
    first.now = 1_001;
    await authenticate(second, 's');
    expect(server.open[0]?.calls).toHaveLength(2);
  });
});

describe('when a tab goes', () => {
  test('Crash_OfAFollower_LetsGoOfWhatItHeld', async () => {
    const [first, second] = await open(2) as [Page, Page];
    await done(first.subscribe('a'));
    await done(second.subscribe('a'));
    await done(second.subscribe('b'));
    second.tab.crash();
    await browser.run();
    expect([...(server.open[0]?.held ?? [])]).toEqual(['s-a']);
  });

  test('Crash_OfTheLeader_TellsAllToComeBackAndOneTakesItsPlace', async () => {
    const [first, second, third] = await open(3) as [Page, Page, Page];
    first.tab.crash();
    server.connections[0]?.break();
    await browser.run();
    for (const page of [second, third]) {
      expect(page.told).toEqual(['Closing leader-left']);
      expect(page.ends).toHaveLength(1);
    }

    await done(Promise.all([second.reconnect(), third.reconnect()]));
    expect(server.open).toHaveLength(1);
    expect(browser.holdersOf('/leader')).toHaveLength(1);
  });

  test('Dispose_OfTheLeader_RejectsCallsUnderWayAndFreesEverything', async () => {
    const [first, second] = await open(2) as [Page, Page];
    const hello = second.connection.hello({ protocols: [1] }, second.signal.signal).catch((error: unknown) => error);
    await first.connection.dispose();
    await browser.run();
    expect(await hello).toMatchObject({ code: 'connection-lost', retryable: true });
    expect(first.ends).toEqual([]);
    expect(second.told).toEqual(['Closing leader-left']);
    expect([server.open.length, browser.heldLocks, browser.openChannels, first.tab.sleepListeners, second.tab.sleepListeners]).toEqual([0, [], 0, 0, 0]);
  });

  test('Dispose_OfAFollower_LeavesTheOthersAlone', async () => {
    const [first, second] = await open(2) as [Page, Page];
    await done(second.subscribe('a'));
    await second.connection.dispose();
    await browser.run();
    expect([...(server.open[0]?.held ?? [])]).toEqual([]);
    expect([first.ends, second.ends]).toEqual([[], []]);
  });

  test('Break_OfTheConnection_IsToldToAllWithoutAWordToComeBackAtOnce', async () => {
    const [first, second] = await open(2) as [Page, Page];
    server.open[0]?.break(new Error('cable'));
    // The word on the channel comes before the locks are free.
    await browser.run();
    expect(first.ends[0]).toMatchObject({ message: 'cable' });
    expect(second.ends).toHaveLength(1);
    expect(first.told).toEqual([]);
  });

  test('Freeze_OfTheLeader_HandsOverAndItFollowsWhenItIsBack', async () => {
    const [first, second] = await open(2) as [Page, Page];
    first.tab.freeze();
    expect(server.open).toHaveLength(0);
    expect(first.ends).toHaveLength(1);
    const back = first.reconnect();
    await browser.run();
    await done(second.reconnect());
    expect(browser.holdersOf('/leader')).toEqual([second.tab]);
    first.tab.resume();
    await done(back);
    expect(server.open).toHaveLength(1);
  });

  test('Call_AfterTheEnd_SaysSo', async () => {
    const [first, second] = await open(2) as [Page, Page];
    await first.connection.dispose();
    await expect(first.connection.send(1)).rejects.toMatchObject({ code: 'connection-lost' });
    await done(second.connection.dispose());
    await expect(second.connection.send(1)).rejects.toMatchObject({ code: 'connection-lost' });
  });
});

describe('when starting is given up', () => {
  test('Start_AbortedWhileWaitingForTheLeader_LeavesNothingBehind', async () => {
    server.gate = new Promise(() => undefined);
    const [first, second] = [new Page(browser, server), new Page(browser, server)];
    first.start().catch(() => undefined);
    await browser.run();
    const started = second.start();
    await browser.run();
    second.signal.abort(new Error('late'));
    await expect(done(started)).rejects.toThrow('late');
    first.signal.abort(new Error('late'));
    await first.connection.dispose();
    await browser.run();
    expect([browser.heldLocks, browser.openChannels]).toEqual([[], 0]);
  });

  test.each(Array.from({ length: 12 }, (_, steps) => steps))('Start_AbortedAfter%iSteps_LeavesNothingBehind', async steps => {
    const [first] = await open(1) as [Page];
    const second = new Page(browser, server);
    const started = second.start().then(() => 'started', () => 'given up');
    for (let i = 0; i < steps; i++) {
      await browser.step();
    }

    if (steps % 2 === 0) {
      first.tab.crash();
      server.connections[0]?.break();
    }

    second.signal.abort(new Error('late'));
    await second.connection.dispose();
    await browser.run();
    await started;
    first.tab.crash();
    await browser.run();
    expect([browser.heldLocks, browser.openChannels, second.tab.sleepListeners]).toEqual([[], 0, 0]);
  });
});

describe('where tabs cannot share', () => {
  test('SharedConnection_BrowserHasNoLocks_IsTheConnectionItself', () => {
    vi.stubGlobal('navigator', {});
    expect(sharedConnection(server.factory, { server: 's', identity: () => null })).toBe(server.factory);
  });

  test('SharedConnection_BrowserHasNoChannels_IsTheConnectionItself', () => {
    vi.stubGlobal('navigator', { locks: {} });
    vi.stubGlobal('BroadcastChannel', undefined);
    expect(sharedConnection(server.factory, { server: 's', identity: () => null })).toBe(server.factory);
  });

  test('Start_BrowserRefusesLocks_ConnectsAlone', async () => {
    const page = new Page(browser, server);
    page.tab.locksFail = true;
    await start(page);
    await start(new Page(browser, server));
    expect(server.open).toHaveLength(2);
    await done(page.subscribe('a'));
    expect(page.told).toEqual(['Subscribed r-a s-a 0']);
    server.open[0]?.break(new Error('cable'));
    await settle();
    expect(page.ends).toHaveLength(1);
  });
});

describe('random sequences', () => {
  test.each(Array.from({ length: 150 }, (_, seed) => seed))('RandomSequences_Seed%i_OneConnectionAndEveryTabIsUpToDate', async seed => {
    const random = new Random(seed);
    let pages: Page[] = [];
    const keep = (page: Page): void => {
      // The plainest loop: whoever has lost the connection tries again, until it works.
      const attempt = (connecting: Promise<void>): void => {
        void connecting.then(() => page.subscribe('a').catch(() => undefined), () => {
          if (!page.tab.isGone) {
            attempt(page.reconnect());
          }
        });
      };
      page.closed = () => attempt(page.reconnect());
      attempt(page.start());
    };
    for (let step = 0; step < 120; step++) {
      const what = random.between(0, 99);
      const page = random.pick(pages);
      if (what < 8 && pages.length < 5) {
        const added = new Page(browser, server);
        pages.push(added);
        keep(added);
      } else if (what < 12 && page) {
        pages = pages.filter(other => other !== page);
        const mine = browser.holdersOf('/leader')[0] === page.tab;
        page.tab.crash();
        if (mine) {
          // The browser closes the socket with the tab.
          server.open.forEach(connection => void connection.dispose());
        }
      } else if (what < 15) {
        server.open[0]?.break(new Error('cable'));
      } else if (what < 18 && page) {
        page.tab.freeze();
        await browser.step(random);
        page.tab.resume();
      } else if (what < 30) {
        server.change('a');
      } else {
        await browser.step(random);
      }
    }

    await browser.run(random);
    server.change('a');
    await browser.run(random);
    expect(server.open.length, `seed ${seed}`).toBe(pages.length > 0 ? 1 : 0);
    expect(browser.holdersOf('/leader').length, `seed ${seed}`).toBe(pages.length > 0 ? 1 : 0);
    for (const page of pages) {
      expect(page.told.at(-1), `seed ${seed}`).toBe(`EntityUpdated s-a ${server.seqs.get('a')}`);
    }
  });
});
