import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import * as signalR from '@microsoft/signalr';
import { within } from './until.js';

const framesFolder = new URL('../../protocol-frames/', import.meta.url);
const frames = readdirSync(framesFolder).map(name => JSON.parse(readFileSync(new URL(name, framesFolder), 'utf8')));
const membersOf = method => new Set(frames.filter(frame => frame.method === method && frame.direction === 'server-to-client').flatMap(frame => Object.keys(frame.arguments[0])));
const clientMethods = ['Subscribed', 'EntityAdded', 'EntityUpdated', 'EntityRemoved', 'CollectionChanged', 'CollectionSnapshot', 'Position', 'SubscriptionError', 'Closing'];

/** The official client with a log of all that it was told. Everything that arrives must have the members of the golden frames. */
export class BareClient {
  received = [];
  frames = []; // What each arriving frame had: its text, and its records with their methods and how many bytes they took.
  #waiting = new Set();

  static async connect(board, transport = signalR.HttpTransportType.WebSockets, token = undefined) {
    const client = new BareClient();
    await client.open(board, transport, token);
    return client;
  }

  async open(board, transport = signalR.HttpTransportType.WebSockets, token = undefined) {
    this.connection = new signalR.HubConnectionBuilder()
      .withUrl(`${board.url}/sync${board.query ?? ''}`, { transport, ...(token && { accessTokenFactory: () => token }) })
      .withHubProtocol(new CountingProtocol(this.frames))
      .configureLogging(signalR.LogLevel.None)
      .build();
    this.closed = new Promise(resolve => this.connection.onclose(resolve));
    for (const method of clientMethods) {
      this.connection.on(method, message => this.#take({ method, message }));
    }
    await this.connection.start();
  }

  async close() {
    await this.connection.stop();
    assert.equal(this.unknown, undefined);
  }

  invoke(method, ...args) {
    return within(20_000, `${method} completes`, this.connection.invoke(method, ...args));
  }

  /** Signs in on the running connection. */
  authenticate(secret) {
    return this.invoke('Authenticate', { secret });
  }

  /** Subscribes and returns the answer: a Subscribed or a SubscriptionError. */
  async subscribe(request) {
    const whole = { requestId: randomUUID(), model: 'TaskItem', ...request };
    await this.invoke('SubscribeEntity', whole);
    return this.answer(whole.requestId);
  }

  /** The same for a collection. */
  async query(request) {
    const whole = { requestId: randomUUID(), model: 'TaskItem', ...request };
    await this.invoke('SubscribeCollection', whole);
    return this.answer(whole.requestId);
  }

  async answer(requestId) {
    const { method, message } = await this.next(`the answer to ${requestId}`, arrival => arrival.message.requestId === requestId);
    return { method, ...message };
  }

  /** The first message, arrived or to come, that fits. */
  next(what, fits) {
    const past = this.received.find(fits);
    return past ? Promise.resolve(past) : within(20_000, what, new Promise(resolve => this.#waiting.add({ fits, resolve })));
  }

  /** The answer that takes the place of a subscription's. */
  async moved(subscriptionId) {
    const { message } = await this.next(`what replaces ${subscriptionId}`, ({ method, message }) => method === 'Subscribed' && message.replaces === subscriptionId);
    return message;
  }

  /** All that has arrived, as it came. */
  get raw() {
    return this.frames.map(({ text }) => text).join('');
  }

  /** The push of a subscription that has a seq. */
  async push(subscriptionId, seq) {
    const { method, message } = await this.next(
      `seq ${seq} of ${subscriptionId}`,
      arrival => arrival.message.subscriptionId === subscriptionId && arrival.method.startsWith('Entity') && arrival.message.version.seq >= seq);
    assert.equal(message.version.seq, seq);
    return { method, ...message };
  }

  /** The next push of an entity's subscription after a seq. */
  async pushAfter(subscriptionId, seq) {
    const { method, message } = await this.next(
      `a push of ${subscriptionId} after seq ${seq}`,
      arrival => arrival.message.subscriptionId === subscriptionId && arrival.method.startsWith('Entity') && arrival.message.version.seq > seq);
    return { method, ...message };
  }

  /** The next push of a collection's subscription after a seq. */
  async changed(subscriptionId, seq) {
    const { method, message } = await this.next(
      `a change of ${subscriptionId} after seq ${seq}`,
      arrival => arrival.message.subscriptionId === subscriptionId && arrival.method.startsWith('Collection') && arrival.message.version.seq > seq);
    return { method, ...message };
  }

  of(subscriptionId) {
    return this.received.filter(arrival => arrival.message.subscriptionId === subscriptionId);
  }

  /** How many bytes the first record of a method took. */
  bytesOf(method) {
    return this.frames.flatMap(({ records }) => records).find(record => record.method === method).bytes;
  }

  #take(arrival) {
    this.unknown ??= unknownMember(arrival);
    this.received.push(arrival);
    for (const waiting of this.#waiting) {
      if (waiting.fits(arrival)) {
        this.#waiting.delete(waiting);
        waiting.resolve(arrival);
      }
    }
  }
}

class CountingProtocol extends signalR.JsonHubProtocol {
  constructor(frames) {
    super();
    this.frames = frames;
  }

  parseMessages(input, logger) {
    const messages = super.parseMessages(input, logger);
    const sizes = input.split('\x1e').map(record => Buffer.byteLength(record) + 1); // With its separator.
    this.frames.push({ text: input, records: messages.map((message, i) => ({ method: message.target, bytes: sizes[i] })) });
    return messages;
  }
}

function unknownMember({ method, message }) {
  const members = membersOf(method);
  const unknown = Object.keys(message).find(member => !members.has(member));
  return unknown && `${method} came with '${unknown}', which no golden frame in test/protocol-frames has: ${JSON.stringify(message)}`;
}
