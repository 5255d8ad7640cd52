/** `flock` of util-linux: one holder of a file's lock at a time, or many that share it. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { FileError, systemText } from '../../files/file-error.ts';
import type { Kernel } from '../../kernel.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { runWords } from '../run-script.ts';
import { pathOf } from './files/file-call.ts';

const SPEC = {
  short: 'sxeunw:E:oFc:hV',
  long: {
    shared: 's',
    exclusive: 'x',
    unlock: 'u',
    nonblock: 'n',
    nb: 'n',
    'timeout=': 'w',
    'wait=': 'w',
    'conflict-exit-code=': 'E',
    close: 'o',
    'no-fork': 'F',
    'command=': 'c',
    verbose: 'verbose',
    help: 'h',
    version: 'V',
  },
  stopAtOperand: true,
};

interface Lock {
  shared: number;
  exclusive: boolean;
  readonly waiting: Set<() => void>;
}

/** Locks of the files of a host, by inode. */
const LOCKS = new WeakMap<Kernel, Map<number, Lock>>();

function lockOf(kernel: Kernel, inode: number): Lock {
  const locks = LOCKS.get(kernel) ?? new Map<number, Lock>();
  LOCKS.set(kernel, locks);
  const lock = locks.get(inode) ?? { shared: 0, exclusive: false, waiting: new Set() };
  locks.set(inode, lock);
  return lock;
}

function take(lock: Lock, shared: boolean): boolean {
  if (lock.exclusive || (!shared && lock.shared > 0)) return false;
  if (shared) lock.shared += 1;
  else lock.exclusive = true;
  return true;
}

function release(lock: Lock, shared: boolean): void {
  if (shared) lock.shared -= 1;
  else lock.exclusive = false;
  for (const wake of [...lock.waiting]) wake();
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('flock', args, SPEC);
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nTry 'flock --help' for more information.\n`, 64);
  const [word, ...rest] = parsed.operands;
  if (word === undefined) return fail("flock: not enough arguments\nTry 'flock --help' for more information.\n", 64);
  const option = optionValue(parsed, 'c');
  const text = option ?? (rest[0] === '-c' || rest[0] === '--command' ? rest[1] : undefined);
  const command = text === undefined ? rest : ['/bin/sh', '-c', text];
  // A descriptor stays locked as long as the shell has it open, and nobody else can name it.
  if (command.length === 0) return /^\d+$/.test(word) ? ok() : fail(`flock: bad file descriptor: '${word}'\n`, 64);
  const { shell, context, sinks } = call;
  const { kernel } = shell.parts;
  const path = pathOf(word, call);
  try {
    if (!shell.tree.find(path)) {
      shell.tree.write(path, new Uint8Array());
      kernel.events.fileWritten(shell.tree.resolve(path, 'open'));
    }
  } catch (error) {
    return fail(`flock: cannot open lock file ${word}: ${systemText(error)}\n`, error instanceof FileError ? 66 : 1);
  }
  const lock = lockOf(kernel, shell.tree.node(path, 'open').inode);
  const shared = has(parsed, 's');
  const conflict = Number(optionValue(parsed, 'E') ?? 1);
  const wait = optionValue(parsed, 'w');
  const until = wait === undefined ? Number.POSITIVE_INFINITY : kernel.schedule.now + Number(wait) * 1000;
  while (!take(lock, shared)) {
    if (has(parsed, 'n') || kernel.schedule.now >= until || shell.interruption) return fail('', conflict);
    let own = (): void => undefined;
    await shell.task.until((wake) => {
      own = wake;
      lock.waiting.add(wake);
      if (until < Number.POSITIVE_INFINITY) kernel.schedule.after(until - kernel.schedule.now, wake);
    });
    // Others that wait have to be woken again.
    lock.waiting.delete(own);
  }
  try {
    const result = await runWords(command, shell.inner({ sinks, nohup: false }), context);
    const unknown = result.exitCode === 127 && /command not found\n$/.test(result.stderr);
    return unknown ? fail(`flock: failed to execute ${command[0]}: No such file or directory\n`, 69) : result;
  } finally {
    release(lock, shared);
  }
}

export const flock: Tool = { name: 'flock', run };
