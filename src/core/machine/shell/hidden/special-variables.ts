/** Hidden commands behind the variables that a shell works out itself. */
import type { Draw } from '../../host/random.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { statusOf } from './state-commands.ts';

const BASH_VERSIONS = {
  'ubuntu-22.04': '5.1.16(1)-release',
  'ubuntu-24.04': '5.2.21(1)-release',
  'debian-12': '5.2.15(1)-release',
} as const;

/** The version of bash on the machine. */
export function bashVersion(call: Call): string {
  return BASH_VERSIONS[call.shell.parts.kernel.state.host.os];
}

/** What `BASH_VERSINFO` holds. */
function versionParts(call: Call): readonly string[] {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)\((\d+)\)-(\w+)$/.exec(bashVersion(call)) ?? [];
  return [...numbers, 'x86_64-pc-linux-gnu'];
}

function variable(name: string, value: (call: Call, argument: string | undefined) => string): Tool {
  return {
    name,
    // The status stays what it was: `echo $RANDOM $?` prints that of the command before.
    run: ([argument], call) => ({ stdout: value(call, argument), stderr: '', exitCode: statusOf(call) }),
  };
}

const now = (call: Call): number => call.shell.parts.kernel.schedule.now;

const secondsSet: Tool = {
  name: 'seconds-set',
  run: (_, call) => {
    const seconds = Number.parseInt(call.context.env.get('SECONDS') ?? '0', 10) || 0;
    call.shell.secondsFrom = now(call) - seconds * 1000;
    return ok();
  },
};

/** Milliseconds of processor time that a command takes at most, of its own and of the kernel's: most commands wait. */
const BUSY = { user: 4, system: 3 };

/** The table that `time` prints, from milliseconds. What no clock of the machine counts is drawn. */
function timeTable(ms: number, posix: boolean, draw: Draw): string {
  const real = ms === 0 ? 0 : ms + draw.int(0, 2);
  const user = Math.min(real * 0.6, draw.int(1, BUSY.user));
  const times = { real, user, sys: Math.min(real - user, draw.int(0, BUSY.system)) };
  const rows = Object.entries(times).map(([name, value]) => {
    const seconds = value / 1000;
    if (posix) return `${name} ${seconds.toFixed(2)}\n`;
    return `${name}\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\n`;
  });
  return (posix ? '' : '\n') + rows.join('');
}

/** `time` as the shell's keyword: two hidden commands around what is timed. */
function timing(): readonly Tool[] {
  const started = new WeakMap<object, number[]>();
  return [
    {
      name: 'time-start',
      run: (_, call) => {
        const times = started.get(call.run) ?? [];
        started.set(call.run, [...times, now(call)]);
        return fail('', statusOf(call));
      },
    },
    {
      name: 'time-end',
      run: ([style], call) => {
        const times = started.get(call.run) ?? [];
        const from = times.at(-1) ?? now(call);
        started.set(call.run, times.slice(0, -1));
        return fail(
          timeTable(now(call) - from, style === 'posix', call.shell.parts.kernel.drawOfMoment('time')),
          statusOf(call),
        );
      },
    },
  ];
}

/** The commands; every machine has its own. */
export function specialVariables(): readonly Tool[] {
  return [
    variable('random', (call) => String(call.shell.parts.kernel.draw.int(0, 32_767))),
    variable('srandom', (call) => String(call.shell.parts.kernel.draw.int(0, 2 ** 31 - 1))),
    variable('seconds', (call) => String(Math.floor((now(call) - call.shell.secondsFrom) / 1000))),
    variable('epochseconds', (call) => String(Math.floor(now(call) / 1000))),
    variable(
      'epochrealtime',
      (call) => `${(now(call) / 1000).toFixed(3)}${String(call.shell.parts.kernel.draw.int(0, 999)).padStart(3, '0')}`,
    ),
    variable('bashversion', (call, index) =>
      index === undefined ? bashVersion(call) : (versionParts(call)[Number(index)] ?? ''),
    ),
    variable('lastjob', (call) => String(call.shell.jobs.lastPid ?? '')),
    secondsSet,
    ...timing(),
  ];
}
