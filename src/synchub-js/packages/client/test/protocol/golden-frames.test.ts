import { describe, expect, it } from 'vitest';
import { readAuthenticateResponse, readHelloResponse, readMutationResult, readRecord, serverMethods } from '../../src/protocol/read-record.js';
import type { ServerMessages } from '../../src/protocol/server-record.js';
import { filesOf, readJson } from '../support/repository.js';

interface Frame {
  readonly name: string;
  readonly direction: 'client-to-server' | 'server-to-client';
  readonly method: string;
  readonly arguments?: readonly [unknown];
  readonly result?: unknown;
}

const frames = filesOf('test/protocol-frames').map(path => readJson<Frame>(path));
const fromServer = frames.filter(frame => frame.direction === 'server-to-client');
const calls = fromServer.filter(frame => frame.arguments && frame.method !== 'SyncHub-Mutation-Result');

function isServerMethod(method: string): method is keyof ServerMessages {
  return (serverMethods as readonly string[]).includes(method);
}

describe('golden frames', () => {
  it.each(calls.map(frame => [frame.name, frame] as const))('readRecord_%s_IsTheFrame', (_, frame) => {
    const message = frame.arguments?.[0];
    expect(isServerMethod(frame.method)).toBe(true);
    expect(isServerMethod(frame.method) && readRecord(frame.method, message)).toEqual({ method: frame.method, message });
  });

  it('serverMethods_OfAllFrames_AreThoseThatAreRead', () => {
    expect(new Set(calls.map(frame => frame.method))).toEqual(new Set(serverMethods));
  });

  it.each(calls.filter(frame => frame.method !== 'Message').map(frame => [frame.name, frame] as const))('readRecord_%s_WithoutARequiredMember_IsRefused', (_, frame) => {
    const message = frame.arguments?.[0] as Record<string, unknown>;
    const optional = ['requestId', 'replaces', 'data', 'changes', 'keys', 'entities', 'rows', 'totalCount', 'mutationIds', 'commit', 'subscriptionId', 'retryAfterMs', 'afterMs'];
    for (const name of Object.keys(message)) {
      const { [name]: _left, ...rest } = message;
      const isOptional = optional.includes(name) && !isRequired(frame.method, name);
      expect(isServerMethod(frame.method) && readRecord(frame.method, rest) !== undefined, `${frame.method} without ${name}`).toBe(isOptional);
      expect(isServerMethod(frame.method) && readRecord(frame.method, { ...message, surplus: true }) !== undefined).toBe(true);
    }
  });

  it('results_OfHelloAuthenticateAndMutations_AreTheFrames', () => {
    const results = fromServer.filter(frame => !calls.includes(frame));
    expect(results.length).toBe(4);
    for (const frame of results) {
      const value = frame.result ?? frame.arguments?.[0];
      const read = frame.method === 'Hello' ? readHelloResponse(value) : frame.method === 'Authenticate' ? readAuthenticateResponse(value) : readMutationResult(JSON.stringify(value));
      expect(read, frame.name).toEqual(value);
    }
  });

  it.each([null, '', 'x', '[]', '{}', '{"versions":{"A":{"seq":1}}}'])('readMutationResult_%s_IsNone', header => {
    expect(readMutationResult(header)).toBeUndefined();
  });
});

function isRequired(method: string, name: string): boolean {
  switch (name) {
    case 'subscriptionId': return method !== 'SubscriptionError';
    case 'data': return method === 'CollectionSnapshot';
    case 'rows': return method === 'RowsChanged';
    case 'changes': return method === 'CollectionChanged';
    default: return false;
  }
}
