/**
 * What the library asks of the machine that no call of the system is made for. A request is the text of a command line that begins with
 * a mark; its answer is a file with the value as Python writes it.
 */
import { signalName, signalNumber } from '../commands/signals.ts';
import { resolvePath } from '../files/paths.ts';
import { startChild, waitForChild } from './children.ts';
import { ERRNO, errnoOf, SystemError } from './errno.ts';
import { giveErrorClasses } from './error-classes.ts';
import { factsOf } from './facts.ts';
import type { Guest } from './guest.ts';
import { installedModules } from './installed-modules.ts';
import { LibraryFile } from './library-files.ts';
import { type Literal, literal } from './literal.ts';
import { listen, secure, shutDown, socketPair } from './socket-calls.ts';

const MARK = '\u0001';
const SEPARATOR = '\u001f';
const encoder = new TextEncoder();

type Handler = (guest: Guest, ...fields: string[]) => Literal | Promise<Literal>;

/** Answers by the name of the request. */
const REQUESTS: Readonly<Record<string, Handler>> = {
  facts: factsOf,
  modules: installedModules,
  code: (guest, name = '') => addLibraryFile(guest, name),
  source: (guest, name = '') => {
    const content = guest.library.get(`${name}/__init__.py`) ?? guest.library.get(`${name}.py`);
    return content ? guest.descriptors.add(new LibraryFile(content)) : null;
  },
  classes: (guest, place = '', dictionary = '', key = '', value = '') => {
    const [at, type, number, kind] = [place, dictionary, key, value].map(Number);
    giveErrorClasses(guest.memory, { place: at ?? 0, dictionary: type ?? 0, key: number ?? 0, value: kind ?? 0 });
    return null;
  },
  started: (guest) => {
    guest.starting = false;
    guest.clock.restart();
    return null;
  },
  secure: (guest, descriptor = '') => secure(guest, Number(descriptor)),
  sleep: async (guest, ms = '0') => {
    const done = await guest.waitFor(() => false, [], Number(ms));
    return done;
  },
  spawn: (guest, ...fields) => startChild(guest, fields),
  wait: (guest, pid = '-1', noHang = '') => waitForChild(guest, Number(pid), noHang === '1'),
  kill: (guest, pid = '', signal = '') => kill(guest, Number(pid), Number(signal)),
  handle: (guest, signal = '', on = '') => {
    const name = signalName(Number(signal)) ?? '';
    if (on === '1') guest.handled.add(name);
    else guest.handled.delete(name);
    return null;
  },
  parent: (guest) => guest.shell.process.ppid,
  groups: (guest, pid = '0') => {
    const process = guest.kernel.processes.get(Number(pid) === 0 ? guest.pid : Number(pid));
    if (!process) throw new SystemError('ESRCH');
    return [process.pgid, process.pgid];
  },
  umask: (guest, mask = '') => {
    const before = guest.tree.umask;
    guest.tree.umask = Number(mask) & 0o777;
    return before;
  },
  link: (guest, from = '', to = '') => {
    guest.tree.makeHardLink(resolvePath(guest.cwd, from), resolvePath(guest.cwd, to));
    return null;
  },
  listen: (guest, descriptor = '', backlog = '') => listen(guest, Number(descriptor), Number(backlog)),
  shutdown: (guest, descriptor = '', how = '') => shutDown(guest, Number(descriptor), Number(how)),
  socketpair: (guest) => socketPair(guest),
  unsupported: (guest, what = '') => {
    guest.kernel.events.report({ kind: 'unsupported', command: `python: ${what}` });
    return null;
  },
};

function addLibraryFile(guest: Guest, name: string): Literal {
  for (const path of [`${name}/__init__`, name]) {
    for (const extension of ['.pyc', '.py']) {
      const content = guest.library.get(`${path}${extension}`);
      if (!content) continue;
      const descriptor = guest.descriptors.add(new LibraryFile(content));
      return [descriptor, path !== name, extension === '.pyc'];
    }
  }
  return null;
}

function kill(guest: Guest, pid: number, signal: number): Literal {
  const { processes, state } = guest.kernel;
  const name = signal === 0 ? '0' : signalName(signal);
  if (name === undefined) throw new SystemError('EINVAL');
  const own = guest.shell.process.pgid;
  const group = pid === 0 ? own : pid < -1 ? -pid : undefined;
  const targets =
    group === undefined
      ? [pid]
      : [...state.processes.values()].filter((process) => process.pgid === group).map((process) => process.pid);
  const results = targets.map((target) => processes.signal(target, name, guest.who.uid));
  if (targets.length === 0 || results.every((result) => result === 'no-such-process')) throw new SystemError('ESRCH');
  if (results.every((result) => result === 'not-permitted')) throw new SystemError('EPERM');
  guest.check();
  return null;
}

/** What a text for the shell of the system comes to, as `system` gives it back. */
async function runCommand(guest: Guest, command: string): Promise<number> {
  const pid = startChild(guest, ['', '-1', '-1', '-1', '3', 'sh', '-c', command]);
  const answer = await waitForChild(guest, Number(pid), false);
  return Array.isArray(answer) ? Number(answer[1]) : 0;
}

/** Answers a request, or runs a command. Gives the descriptor of the answer, or the status of the command. */
export function answerRequest(guest: Guest, text: string): number | Promise<number> {
  if (!text.startsWith(MARK)) return runCommand(guest, text);
  const [name = '', ...fields] = text.slice(1).split(SEPARATOR).map(unescaped);
  const answered = (value: Literal): number =>
    guest.descriptors.add(new LibraryFile(encoder.encode(literal(value))), 3);
  const failed = (error: unknown): number => answered([null, errnoOf(error)]);
  try {
    const handler = REQUESTS[name];
    if (!handler) return -ERRNO.ENOSYS;
    const value = handler(guest, ...fields);
    return value instanceof Promise ? value.then((result) => answered([result]), failed) : answered([value]);
  } catch (error) {
    return failed(error);
  }
}

function unescaped(field: string): string {
  return field.replace(/%(25|1f|00)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Whether the script takes care of a signal itself; it is told of it then. */
export function handlesSignal(guest: Guest, name: string): boolean {
  if (!guest.handled.has(name)) return false;
  guest.interrupt(signalNumber(name) ?? 0);
  return true;
}
