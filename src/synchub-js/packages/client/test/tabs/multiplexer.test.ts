import { describe, expect, test } from 'vitest';
import type { ServerRecord } from '../../src/protocol/server-record.js';
import { maxCallsOfTab, Multiplexer } from '../../src/tabs/multiplexer/multiplexer.js';
import type { MultiplexerEffect, MultiplexerEvent } from '../../src/tabs/multiplexer/multiplexer-event.js';

const version = { seq: 1, epoch: 'e', timestamp: '2026-11-22T10:00:00.0000000Z' };

/** A multiplexer with two tabs, and what it has to say in short words. */
function twoTabs(): (event: MultiplexerEvent) => readonly string[] {
  const multiplexer = new Multiplexer(() => 0);
  multiplexer.handle({ kind: 'joined', tab: 'A' });
  multiplexer.handle({ kind: 'joined', tab: 'B' });
  return event => multiplexer.handle(event).map(words);
}

function words(effect: MultiplexerEffect): string {
  switch (effect.kind) {
    case 'call': {
      const { method, argument } = effect.request;
      const what = method === 'subscribe' ? argument.entities?.map(entity => entity.requestId).join() : method === 'unsubscribe' ? argument.subscriptionId : '';
      return `${method} ${what}`.trim();
    }

    case 'answer':
      return `answer ${effect.tab}${effect.outcome.ok ? '' : ` ${effect.outcome.code}`}`;
    case 'deliver': {
      const message = effect.record.message as { requestId?: string; subscriptionId?: string };
      return [effect.record.method, message.requestId, message.subscriptionId, 'to', ...effect.tabs].filter(part => part !== undefined).join(' ');
    }
  }
}

const received = (record: ServerRecord): MultiplexerEvent => ({ kind: 'received', record });

function asks(tab: string, requestId: string, call = 1): MultiplexerEvent {
  return { kind: 'called', tab, call, request: { method: 'subscribe', argument: { entities: [{ requestId, model: 'Task', key: 1 }] } } };
}

function ends(tab: string, subscriptionId: string): MultiplexerEvent {
  return { kind: 'called', tab, call: 9, request: { method: 'unsubscribe', argument: { subscriptionId } } };
}

function answers(subscriptionId: string, names: { requestId?: string; replaces?: string }): MultiplexerEvent {
  return received({ method: 'Subscribed', message: { ...names, subscriptionId, kind: 'entity', model: 'Task', keyName: 'id', mode: 'snapshot', version } });
}

const pushes = (subscriptionId: string): MultiplexerEvent =>
  received({ method: 'EntityUpdated', message: { subscriptionId, id: 1, change: {}, version, prev: 0 } });

describe('Multiplexer', () => {
  test('Subscribe_TwoTabsWithTheSameRequestId_AreNamedApartAndAnsweredEach', () => {
    const handle = twoTabs();
    expect(handle(asks('A', 'r'))).toEqual(['subscribe t1']);
    expect(handle(asks('B', 'r'))).toEqual(['subscribe t2']);
    expect(handle(answers('s', { requestId: 't2' }))).toEqual(['Subscribed r s to B']);
    expect(handle(pushes('s'))).toEqual(['EntityUpdated s to B']);
    expect(handle(answers('s', { requestId: 't1' }))).toEqual(['Subscribed r s to A']);
    expect(handle(pushes('s'))).toEqual(['EntityUpdated s to B A']);
  });

  test('Subscribed_TheServerWasToldToEndItAfterItWasAsked_AsksAgainAndSwallowsTheAnswer', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('s', { requestId: 't1' }));
    handle(asks('B', 'r'));
    expect(handle(ends('A', 's'))).toEqual(['unsubscribe s', 'answer A']);
    expect(handle(answers('s', { requestId: 't2' }))).toEqual(['subscribe t3']);
    expect(handle(pushes('s'))).toEqual([]);
    expect(handle(answers('s', { requestId: 't3' }))).toEqual(['Subscribed r s to B']);
  });

  test('Subscribed_AskedAfterTheEnding_IsTaken', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('s', { requestId: 't1' }));
    handle(ends('A', 's'));
    handle(asks('B', 'r'));
    expect(handle(answers('s', { requestId: 't2' }))).toEqual(['Subscribed r s to B']);
  });

  test('Returned_AskingAgainFails_TellsTheTabAsTheServerWould', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('s', { requestId: 't1' }));
    handle(asks('B', 'r'));
    handle(ends('A', 's'));
    handle(answers('s', { requestId: 't2' }));
    expect(handle({ kind: 'returned', ticket: 4, outcome: { ok: false, message: 'broken' } })).toEqual(['SubscriptionError r to B']);
  });

  test('Subscribed_InPlaceOfOneThatNobodyHolds_IsEndedAlthoughOneOfItsNameWasBefore', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('new', { requestId: 't1' }));
    handle(ends('A', 'new'));
    expect(handle(answers('new', { replaces: 'old' }))).toEqual(['unsubscribe new']);
  });

  test('Subscribed_InPlaceOfOneThatWasEndedMeanwhile_HasWhoHeldTheNewOneAskAnewAndEndsIt', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('old', { requestId: 't1' }));
    handle(asks('B', 'r'));
    handle(answers('new', { requestId: 't2' }));
    expect(handle(ends('A', 'old'))).toEqual(['unsubscribe old', 'answer A']);
    expect(handle(answers('new', { replaces: 'old' }))).toEqual(['Subscribed new to B', 'SubscriptionError new to B', 'unsubscribe new']);
  });

  test('Subscribed_InPlaceOfOneThatIsHeld_GoesToItsHolders', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('old', { requestId: 't1' }));
    expect(handle(answers('new', { replaces: 'old' }))).toEqual(['Subscribed new to A']);
    expect(handle(pushes('new'))).toEqual(['EntityUpdated new to A']);
  });

  test('Unsubscribe_OfWhatTheTabDoesNotHold_IsNotPassedOn', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('s', { requestId: 't1' }));
    expect(handle(ends('B', 's'))).toEqual(['answer B']);
    expect(handle(pushes('s'))).toEqual(['EntityUpdated s to A']);
  });

  test('Unsubscribe_ByARequestThatHasBeenAnswered_EndsWhatItBecame', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    handle(answers('s', { requestId: 't1' }));
    expect(handle({ kind: 'called', tab: 'A', call: 2, request: { method: 'unsubscribe', argument: { requestId: 'r' } } })).toEqual(['unsubscribe s', 'answer A']);
  });

  test('Push_OfWhatNobodyHolds_IsEndedOnce', () => {
    const handle = twoTabs();
    expect(handle(pushes('s'))).toEqual(['unsubscribe s']);
    expect(handle(pushes('s'))).toEqual([]);
  });

  test('Returned_TheWholeCallWasRefused_NobodyWaitsForItsAnswers', () => {
    const handle = twoTabs();
    handle(asks('A', 'r'));
    expect(handle({ kind: 'returned', ticket: 1, outcome: { ok: false, code: 'request-failed', message: 'no', retryable: false } })).toEqual(['answer A request-failed']);
    expect(handle(answers('s', { requestId: 't1' }))).toEqual(['unsubscribe s']);
  });

  test('SubscriptionError_OfEveryAddress_GoesWhereItBelongs', () => {
    const handle = twoTabs();
    const fails = (names: { requestId?: string; subscriptionId?: string }): MultiplexerEvent =>
      received({ method: 'SubscriptionError', message: { ...names, code: 'forbidden', error: 'no', retryable: false, ended: true } });
    handle(asks('A', 'r'));
    handle(asks('B', 'r'));
    handle(answers('s', { requestId: 't2' }));
    expect(handle(fails({ requestId: 't1' }))).toEqual(['SubscriptionError r to A']);
    expect(handle(fails({ requestId: 't1' }))).toEqual([]);
    expect(handle(fails({ subscriptionId: 's' }))).toEqual(['SubscriptionError s to B']);
    expect(handle(fails({ subscriptionId: 's' }))).toEqual([]);
    expect(handle(fails({}))).toEqual(['SubscriptionError to A B']);
  });

  test('Called_MoreThanATabMay_IsRefusedWithoutTheServer', () => {
    const handle = twoTabs();
    const send = (call: number): MultiplexerEvent => ({ kind: 'called', tab: 'A', call, request: { method: 'send', argument: call } });
    for (let call = 1; call <= maxCallsOfTab; call++) {
      expect(handle(send(call))).toEqual(['send']);
    }

    expect(handle(send(0))).toEqual(['answer A limit-exceeded']);
    expect(handle({ kind: 'returned', ticket: 1, outcome: { ok: true, value: undefined } })).toEqual(['answer A']);
    expect(handle(send(0))).toEqual(['send']);
  });

  test('Called_ByATabThatHasLeft_IsPassedOver', () => {
    const handle = twoTabs();
    handle({ kind: 'left', tab: 'A' });
    expect(handle(asks('A', 'r'))).toEqual([]);
  });
});
