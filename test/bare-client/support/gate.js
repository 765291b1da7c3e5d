import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** Stands before a server and passes everything on, WebSockets too; keeps the requests of one method until it is told what becomes of them. */
export class Gate {
  #server = createServer((incoming, outgoing) => this.#take(incoming, outgoing));
  #target;
  #held;

  static async start(target) {
    const gate = new Gate();
    gate.#target = new URL(target);
    gate.#server.on('upgrade', (incoming, socket, head) => gate.#tunnel(incoming, socket, head));
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Keeps the next request of a method. `arrived` says when it is here; then it is to be passed on, or answered here. */
  hold(method) {
    const held = { method };
    held.arrived = new Promise(resolve => { held.arrive = resolve; });
    this.#held = held;
    return {
      arrived: held.arrived,
      pass: () => this.#pass(held.incoming, held.outgoing),
      refuse: status => { held.outgoing.writeHead(status).end(); },
    };
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(incoming, outgoing) {
    const held = this.#held;
    if (held?.method !== incoming.method) {
      this.#pass(incoming, outgoing);
      return;
    }
    this.#held = undefined;
    Object.assign(held, { incoming, outgoing });
    held.arrive();
  }

  #pass(incoming, outgoing) {
    const { method, headers, url: path } = incoming;
    const passed = request({ host: this.#target.hostname, port: this.#target.port, method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  }

  #tunnel({ method, url, httpVersion, rawHeaders }, socket, head) {
    const server = connect(this.#target.port, this.#target.hostname);
    const lines = [`${method} ${url} HTTP/${httpVersion}`];
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    server.write(`${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(socket).pipe(server);
    for (const end of [server, socket]) end.on('error', () => { server.destroy(); socket.destroy(); });
  }
}
