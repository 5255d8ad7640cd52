/** `top` of procps-ng, in batch mode. */
import { memoryFigures, processorUse } from '../../host/load.ts';
import {
  addressSpace,
  isKernelThread,
  niceValue,
  processName,
  processorTime,
  stateLetter,
} from '../../host/process-figures.ts';
import type { Process, World } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { uptimeLine } from '../identity/uptime.ts';
import { ownProcess, withOwnProcess } from '../own-process.ts';
import { procpsVersion } from '../versions.ts';

const SPEC = {
  short: 'b1cd:E:e:HhiOo:n:p:SsU:u:Vvw::',
  long: {
    'batch-mode': 'b',
    'cmdline-toggle': 'c',
    'delay=': 'd',
    'iterations=': 'n',
    'pid=': 'p',
    'sort-override=': 'o',
    'filter-any-user=': 'U',
    'filter-only-euser=': 'u',
    'idle-toggle': 'i',
    help: 'h',
    version: 'V',
  },
};

/** Repetitions that are printed when no number is given: more than anybody waits for. */
const UNBOUNDED = 1000;
/** What it takes to look at every process, however short the delay. */
const LEAST_DELAY_MS = 20;

/** A size in KiB, in a larger unit when it does not fit. */
function scaled(bytes: number, width: number): string {
  let value = bytes / 1024;
  const plain = String(Math.floor(value));
  if (plain.length <= width) return plain;
  for (const unit of ['m', 'g', 't', 'p']) {
    value /= 1024;
    const text = `${value.toFixed(1)}${unit}`;
    if (text.length <= width) return text;
  }
  return plain.slice(0, width);
}

function timePlus(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  const minutes = Math.floor(hundredths / 6000);
  const rest = `${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`;
  const text = `${minutes}:${rest}`;
  return text.length <= 9 ? text : `${minutes}:${rest.slice(0, 2)}`;
}

/** Per cent of the main memory, of which there are `total` bytes. */
const memoryShare = (process: Process, total: number): number => Math.round((process.memory * 1000) / total) / 10;

type Key = (process: Process, world: World) => number | string;

const KEYS: Readonly<Record<string, Key>> = {
  PID: (process) => process.pid,
  USER: (process) => process.user,
  VIRT: addressSpace,
  RES: (process) => process.memory,
  '%CPU': (process) => process.cpu,
  '%MEM': (process) => process.memory,
  'TIME+': (process, world) => processorTime(process, world.clock),
  COMMAND: processName,
};

function shortUser(name: string): string {
  return name.length > 8 ? `${name.slice(0, 7)}+` : name;
}

function row(process: Process, clock: number, total: number, full: boolean): string {
  const shared = isKernelThread(process) ? 0 : Math.min(process.memory * 0.6, 180 * 2 ** 20);
  const cells = [
    String(process.pid).padStart(7),
    shortUser(process.user).padEnd(8),
    (20 + niceValue(process)).toString().padStart(3),
    String(niceValue(process)).padStart(3),
    scaled(addressSpace(process), 7).padStart(7),
    scaled(process.memory, 6).padStart(6),
    scaled(shared, 6).padStart(6),
    stateLetter(process),
    process.cpu.toFixed(1).padStart(5),
    memoryShare(process, total).toFixed(1).padStart(5),
    timePlus(processorTime(process, clock)).padStart(9),
    full && !isKernelThread(process) ? process.command : processName(process),
  ];
  return `${cells.join(' ')}\n`;
}

function summary(processes: readonly Process[], context: CommandContext): string {
  const { world } = context;
  const count = (state: Process['state']): number => processes.filter((process) => process.state === state).length;
  const use = processorUse(world) * 100;
  const figure = (value: number): string => value.toFixed(1).padStart(5);
  const cpu = `%Cpu(s):${figure(use * 0.92)} us,${figure(use * 0.08)} sy,${figure(0)} ni,${figure(100 - use)} id,${figure(0)} wa,${figure(0)} hi,${figure(0)} si,${figure(0)} st`;
  const { total, used, free, buffers, cached, available } = memoryFigures(world);
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(8);
  return `top - ${uptimeLine(context)}\nTasks: ${String(processes.length).padStart(3)} total, ${String(count('running')).padStart(3)} running, ${String(count('sleeping')).padStart(3)} sleeping, ${String(count('stopped')).padStart(3)} stopped, ${String(count('zombie')).padStart(3)} zombie\n${cpu} \nMiB Mem : ${mib(total)} total, ${mib(free)} free, ${mib(used)} used, ${mib(buffers + cached)} buff/cache     \nMiB Swap: ${mib(0)} total, ${mib(0)} free, ${mib(0)} used. ${mib(available)} avail Mem \n`;
}

function screen(parsed: ParsedOptions, words: readonly string[], context: CommandContext): string {
  const { world } = context;
  const pids = optionValue(parsed, 'p')?.split(',').map(Number);
  const userName = optionValue(parsed, 'u') ?? optionValue(parsed, 'U');
  const user = world.host.users.find(({ name, uid }) => name === userName || String(uid) === userName);
  const processes = withOwnProcess(context, ownProcess(context, 'top', words)).filter(
    (process) => (!pids || pids.includes(process.pid)) && (!user || process.uid === user.uid),
  );
  const field = (optionValue(parsed, 'o') ?? '%CPU').replace(/^[-+]/, '').toUpperCase();
  const key = KEYS[field] ?? KEYS['%CPU'];
  const ascending = (optionValue(parsed, 'o') ?? '').startsWith('-');
  const sorted = [...processes].sort((a, b) => {
    const left = key?.(a, world) ?? 0;
    const right = key?.(b, world) ?? 0;
    const order = left < right ? 1 : left > right ? -1 : 0;
    return (ascending ? -order : order) || a.pid - b.pid;
  });
  const header = '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n';
  const { total } = memoryFigures(world);
  const rows = sorted.map((process) => row(process, world.clock, total, has(parsed, 'c')));
  return `${summary(processes, context)}\n${header}${rows.join('')}`;
}

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('top', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n`);
  if (has(parsed, 'V', 'v')) return printed(`  procps-ng ${procpsVersion(context.world.host.os)}\n`);
  if (has(parsed, 'h'))
    return printed(
      `  procps-ng ${procpsVersion(context.world.host.os)}\nUsage:\n  top -hv | -bcEeHiOSs1 -d secs -n max -u|U user -p pid(s) -o field -w [cols]\n`,
    );
  if (!has(parsed, 'b')) return failed('top: failed tty get\n');
  const asked = optionValue(parsed, 'n');
  if (asked !== undefined && !/^[1-9]\d*$/.test(asked)) return failed(`top: bad iterations argument '${asked}'\n`);
  const field = optionValue(parsed, 'o')?.replace(/^[-+]/, '').toUpperCase();
  if (field !== undefined && !Object.hasOwn(KEYS, field))
    return failed(`top: unrecognized field name '${optionValue(parsed, 'o')}'\n`);
  const delay = Number(optionValue(parsed, 'd') ?? 3);
  if (!(delay >= 0)) return failed(`top: bad delay interval '${optionValue(parsed, 'd')}'\n`);
  const { control } = context;
  control.print(screen(parsed, words, context));
  for (let iteration = 1; iteration < Number(asked ?? UNBOUNDED); iteration += 1) {
    await control.advance(Math.max(LEAST_DELAY_MS, delay * 1000));
    if (control.ended) break;
    control.print(`\n${screen(parsed, words, context)}`);
  }
  return printed('');
}

/** Shows what processes take from the machine. */
export const top: MachineCommand = { name: 'top', path: '/usr/bin/top', run };
