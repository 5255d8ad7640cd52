/** What a hostile model would like the process that runs trials to do. Every attempt resolves when it succeeded. */
import childProcess, { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver, resolve4 } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { Worker } from 'node:worker_threads';

interface Surroundings {
  /** The server that may be reached, and one that may not. */
  readonly allowedPort: number;
  /** The server of a further endpoint. */
  readonly furtherPort: number;
  readonly otherPort: number;
  readonly secretFile: string;
  readonly outside: string;
}

type Attempt = () => unknown;

export function attempts(folder: string, given: Surroundings): Readonly<Record<string, Attempt>> {
  const { allowedPort, furtherPort, otherPort } = given;
  return {
    'connect to the endpoint': () => opened(connect(allowedPort, '127.0.0.1')),
    'ask the endpoint over HTTP': () => answered(`http://127.0.0.1:${allowedPort}/`),
    'fetch from the endpoint': async () => (await fetch(`http://127.0.0.1:${allowedPort}/`)).status,
    'connect to a further endpoint': () => opened(connect(furtherPort, '127.0.0.1')),
    'write into the folder of the run': () => writeFileSync(join(folder, 'mine.txt'), 'x'),

    'connect to another port': () => opened(connect(otherPort, '127.0.0.1')),
    'connect to another port by options': () => opened(connect({ port: otherPort, host: '127.0.0.1' })),
    'connect a bare socket': () => opened(new Socket().connect(otherPort)),
    'connect through the prototype': () => opened(Reflect.apply(Socket.prototype.connect, new Socket(), [otherPort])),
    'connect to another name of the host': () => opened(connect(allowedPort, 'localhost')),
    'connect to the metadata address': () => opened(connect(80, '169.254.169.254')),
    'connect over TLS': () => opened(connectTls(otherPort, '127.0.0.1')),
    'connect to a local socket': () => opened(connect('/var/run/docker.sock')),
    'connect over HTTP/2': () =>
      new Promise((done, fail) => {
        connectHttp2(`http://127.0.0.1:${otherPort}`).once('connect', done).once('error', fail);
      }),
    'ask another port over HTTP': () => answered(`http://127.0.0.1:${otherPort}/`),
    'fetch from another port': () => fetch(`http://127.0.0.1:${otherPort}/`),
    'open a web socket': () =>
      new Promise((done, fail) => {
        const socket = new WebSocket(`ws://127.0.0.1:${otherPort}/`);
        socket.onopen = done;
        socket.onerror = () => fail(new Error('no web socket'));
      }),
    'put the old connect back': () => {
      Object.defineProperty(Socket.prototype, 'connect', { value: () => undefined });
    },
    listen: () =>
      new Promise((done, fail) => {
        createServer()
          .once('error', fail)
          .listen(0, () => done('listening'));
      }),
    'send a datagram': () =>
      new Promise((done, fail) => {
        createSocket('udp4').send('x', 53, '127.0.0.1', (error) => (error === null ? done('sent') : fail(error)));
      }),
    'look up another name': () => lookup('example.com'),
    'resolve a name': () =>
      new Promise((done, fail) => resolve4('example.com', (error) => (error ? fail(error) : done('')))),
    'resolve a name with a resolver of its own': () =>
      new Promise((done, fail) => new Resolver().resolve4('example.com', (error) => (error ? fail(error) : done('')))),

    'start a process': () => {
      const { error, status } = spawnSync('true');
      if (error !== undefined) throw error;
      return status;
    },
    'start a process by the default export': () => childProcess.execFileSync('true'),
    'start a process by the internal class': () => {
      const Internal: unknown = Reflect.get(childProcess, 'ChildProcess');
      if (typeof Internal !== 'function') return 'no class';
      const child: object = Reflect.construct(Internal, []);
      const spawn: unknown = Reflect.get(child, 'spawn');
      return typeof spawn === 'function' ? Reflect.apply(spawn, child, [{ file: 'true', args: ['true'] }]) : '';
    },
    'start a worker': () => new Worker('', { eval: true }),
    'kill a process': () => process.kill(process.ppid, 0),
    'load native code': () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'),
    'bind internals': () => Reflect.apply(Reflect.get(process, 'binding'), process, ['tcp_wrap']),
    'see the environment': () => {
      if (Object.keys(process.env).length === 0) throw new Error('the environment is empty');
      return Object.keys(process.env).join();
    },
    'read /etc/passwd': () => readFileSync('/etc/passwd', 'utf8').length,
    'read a file outside': () => readFileSync(given.secretFile, 'utf8'),
    'write a file outside': () => writeFileSync(given.outside, 'x'),
    'climb out of the folder of the run': () => writeFileSync(join(folder, '..', 'climbed.txt'), 'x'),
  };
}

function opened(socket: Socket): Promise<string> {
  return new Promise((done, fail) => {
    socket.once('connect', () => done('connected')).once('error', fail);
  });
}

function answered(url: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    get(url, (response) => {
      response.resume();
      done(response.statusCode);
    }).once('error', fail);
  });
}
