import { MessageType, NullLogger, type InvocationMessage } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { expect, it } from 'vitest';
import { entityTarget } from '../../src/entities/entity-target.js';
import { readRecord, serverMethods } from '../../src/protocol/read-record.js';
import type { ServerMessages } from '../../src/protocol/server-record.js';
import { filesOf, readJson } from '../support/repository.js';

interface Frame {
  readonly name: string;
  readonly method: string;
  readonly arguments?: readonly unknown[];
}

const protocol = new MessagePackHubProtocol();
const frames = filesOf('test/protocol-frames').map(path => readJson<Frame>(path)).filter(frame => frame.arguments && (serverMethods as readonly string[]).includes(frame.method));

/** What arrives of a call over MessagePack. */
function travel(target: string, argument: unknown): unknown {
  const written = protocol.writeMessage({ type: MessageType.Invocation, target, arguments: [argument] });
  const [read] = protocol.parseMessages(written, NullLogger.instance);
  return (read as InvocationMessage).arguments[0];
}

it.each(frames.map(frame => [frame.name, frame] as const))('readRecord_%sOverMessagePack_IsTheSameRecord', (_, { method, arguments: [message] = [] }) => {
  expect(readRecord(method as keyof ServerMessages, travel(method, message))).toEqual({ method, message });
});

it('request_OverMessagePack_HasNoMemberThatIsAbsent', () => {
  const { entity } = entityTarget('Note', 1).request('1.1', undefined);
  expect(travel('SubscribeMany', { entities: [entity] })).toEqual({ entities: [{ requestId: '1.1', model: 'Note', key: 1 }] });
});
