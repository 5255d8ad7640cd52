/** Services as `systemctl` writes them: the status of one, and the lists of all. */
import { serviceGroup } from '../../host/control-groups.ts';
import { hostDetails } from '../../host/host.ts';
import { processorTime, threadsOf } from '../../host/process-figures.ts';
import { textHash } from '../../host/random.ts';
import { spanText } from '../../host/spans.ts';
import { strftime, syslogTime } from '../../host/strftime.ts';
import { tasksMax } from '../../host/thread-limits.ts';
import { timesOf } from '../../host/timer-units.ts';
import { unitDocuments } from '../../host/unit-documents.ts';
import type { UnitView } from '../../services/unit-view.ts';
import type { System } from '../../system.ts';
import type { Process, World } from '../../world.ts';
import { has, optionValue, type ParsedOptions } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';
import { membersOf, memberText } from './group-tree.ts';
import { journalOf } from './journalctl.ts';

/** A size with one decimal, as systemd writes it. */
function memoryText(bytes: number): string {
  const units = ['K', 'M', 'G', 'T'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)}${units[unit]}`;
}

function timeText(ms: number): string {
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)}min ${((ms % 60_000) / 1000).toFixed(3)}s`;
  return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${ms}ms`;
}

/** Processor time of a service in milliseconds: starting alone takes some. */
function cpuOf(members: readonly Process[], clock: number): number {
  return members.reduce((sum, member) => {
    const start = 3 + Math.floor(member.memory / 400_000) + (textHash(member.command) % 9);
    return sum + Math.max(start, processorTime(member, clock));
  }, 0);
}

/** How the last process of a service ended. */
function endText(unit: UnitView): string {
  const { exitCode = 0, signal } = unit;
  if (signal !== undefined) return `code=killed, signal=${signal}`;
  const named = exitCode === 203 ? 'EXEC' : exitCode === 217 ? 'USER' : exitCode === 200 ? 'CHDIR' : undefined;
  return `code=exited, status=${exitCode}/${named ?? (exitCode === 0 ? 'SUCCESS' : exitCode === 1 ? 'FAILURE' : 'n/a')}`;
}

function result(unit: UnitView): string {
  return unit.signal === undefined ? 'exit-code' : 'signal';
}

function activeText(unit: UnitView, when: string): string {
  switch (unit.active) {
    case 'active':
      return `active (${unit.sub}) ${when}`;
    case 'failed':
      return `failed (Result: ${result(unit)})${when === '' ? '' : ` ${when}`}`;
    case 'activating':
      return unit.process
        ? `activating (${unit.sub}) ${when}`
        : `activating (auto-restart) (Result: ${result(unit)}) ${when}`;
    case 'inactive':
      return unit.exitCode === undefined || when === '' ? 'inactive (dead)' : `inactive (dead) ${when}`;
    default:
      return unit.active satisfies never;
  }
}

const MARKS = { active: '●', failed: '×', activating: '●', inactive: '○' } as const;

/** What starts a unit and what it starts, and where one reads of it. */
function relations({ name, timer, shipped }: UnitView, world: World): string {
  const { docs, sockets } = unitDocuments(name);
  const manual = timer ? (timer.docs === '' ? [] : [timer.docs]) : shipped ? docs : [];
  const list = (title: string, words: readonly string[]): string =>
    words.map((word, index) => `${index === 0 ? `${title}: ` : ' '.repeat(13)}${word}\n`).join('');
  if (timer && name.endsWith('.timer')) {
    const { next } = timesOf(timer, world.host, world.clock);
    const when = `${strftime('%a %Y-%m-%d %H:%M:%S UTC', next)}; ${spanText(next - world.clock)} left`;
    return `    Trigger: ${when}\n   Triggers: ● ${timer.bare}.service\n`;
  }
  const starts = timer ? [`● ${timer.bare}.timer`] : shipped ? sockets.map((socket) => `● ${socket}`) : [];
  const { last } = timer ? timesOf(timer, world.host, world.clock) : {};
  const pid = last === undefined ? undefined : pidAt(last, world);
  const ran =
    timer && pid !== undefined
      ? `    Process: ${pid} ExecStart=${timer.command} (code=exited, status=0/SUCCESS)\n   Main PID: ${pid} (code=exited, status=0/SUCCESS)\n        CPU: ${timeText(40 + (textHash(`${timer.bare}${last}`) % 1400))}\n`
      : '';
  return `${list('TriggeredBy', starts)}${list('       Docs', manual)}${ran}`;
}

/** The pid that a process had which ran then, before the login of the trial; undefined for a later one. */
function pidAt(at: number, { host }: World): number | undefined {
  const { login } = hostDetails(host);
  if (at >= login.at || at < host.bootedAt) return undefined;
  return 1_000 + Math.floor(((at - host.bootedAt) / (login.at - host.bootedAt)) * (login.pid - 1_100));
}

/** What `systemctl status` says of a service. `lines` of the journal come last. */
export function statusText(unit: UnitView, system: System, lines: number): string {
  const world = system.kernel.state.view;
  const { process, since, definition } = unit;
  const newer = world.host.os !== 'ubuntu-22.04';
  const when =
    since === undefined
      ? ''
      : `since ${strftime('%a %Y-%m-%d %H:%M:%S UTC', since)}; ${spanText(world.clock - since)} ago`;
  const preset = unit.enabled === 'static' && !unit.shipped ? '' : `; ${newer ? 'preset' : 'vendor preset'}: enabled`;
  let text = `${MARKS[unit.active]} ${unit.name} - ${unit.description}\n`;
  const enabled = unit.shipped && unit.enabled === 'static' ? 'enabled' : unit.enabled;
  text +=
    unit.enabled === 'masked'
      ? `     Loaded: masked (Reason: Unit ${unit.name} is masked.)\n`
      : `     Loaded: loaded (${unit.file}; ${enabled}${preset})\n`;
  text += `     Active: ${activeText(unit, when)}\n${relations(unit, world)}`;
  const ended = definition && !process && unit.exitCode !== undefined && unit.active !== 'active';
  if (ended) {
    const command = commandLine(definition.commands[0] ?? []);
    text += `    Process: ${lastPid(unit, system)} ExecStart=${command} (${endText(unit)})\n   Main PID: ${lastPid(unit, system)} (${endText(unit)})\n        CPU: 12ms\n`;
  }
  if (process) {
    const name = (process.argv[0] ?? '').replace(/.*\//, '').replace(/[@:]/g, '').slice(0, 15);
    const members = membersOf(serviceGroup(unit.name), world, [...world.processes.values()]);
    const memory = members.reduce((sum, member) => sum + member.memory, 0);
    const tasks = members.reduce((sum, member) => sum + threadsOf(member), 0);
    text += `   Main PID: ${process.pid} (${name})\n`;
    const { status } = unitDocuments(unit.name);
    if (unit.shipped && status !== undefined) text += `     Status: "${status}"\n`;
    text += `      Tasks: ${tasks} (limit: ${tasksMax(world.host)})\n`;
    text += `     Memory: ${memoryText(memory)}\n        CPU: ${timeText(cpuOf(members, world.clock))}\n`;
    text += `     CGroup: ${serviceGroup(unit.name)}\n`;
    for (const member of members) {
      text += `             ${member === members.at(-1) ? '└─' : '├─'}${memberText(member)}\n`;
    }
  } else if (unit.once && unit.shipped) {
    text += `   Main PID: ${420 + ((unit.name.length * 7) % 160)} (code=exited, status=0/SUCCESS)\n`;
  }
  const said = journalOf(system)
    .filter((entry) => entry.unit === unit.name)
    .sort((a, b) => a.at - b.at)
    .slice(lines === 0 ? Number.POSITIVE_INFINITY : -lines)
    .map(({ at, tag, text: line }) => `${syslogTime(at)} ${world.host.hostname} ${tag}: ${line}\n`);
  if (said.length > 0) return `${text}\n${said.join('')}`;
  return text;
}

/** Pid of the process of a unit that ended, as the journal has it. */
function lastPid(unit: UnitView, system: System): number {
  for (const { unit: name, tag } of [...system.journal.entries].reverse()) {
    const pid = name === unit.name ? /^(?!systemd).*\[(\d+)\]$/.exec(tag)?.[1] : undefined;
    if (pid !== undefined && pid !== '0') return Number(pid);
  }
  return system.services.lastPid(unit.bare) ?? 0;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join(' '),
  );
}

/** Whether a name fits one of the patterns that were given; all names fit where none was. */
function fits(name: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => {
    const expression = pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${expression}(?:\\.service)?$`).test(name);
  });
}

/** What `systemctl list-units` prints. */
export function listUnits(units: readonly UnitView[], parsed: ParsedOptions, patterns: readonly string[]): string {
  const type = optionValue(parsed, 't');
  const states = has(parsed, '0') ? ['failed'] : optionValue(parsed, '1')?.split(',');
  const shown = units.filter((unit) => {
    if (
      !fits(unit.name, patterns) ||
      (type !== undefined && !type.split(',').some((kind) => unit.name.endsWith(`.${kind}`)))
    )
      return false;
    if (states) return states.includes(unit.active) || states.includes(unit.sub);
    return has(parsed, 'a') || unit.active !== 'inactive';
  });
  const rows = shown.map((unit) => [
    `${unit.active === 'failed' ? '● ' : '  '}${unit.name}`,
    unit.enabled === 'masked' ? 'masked' : 'loaded',
    unit.active,
    unit.sub,
    unit.description,
  ]);
  if (has(parsed, '3')) {
    return table(rows)
      .map((line) => `${line}\n`)
      .join('');
  }
  const hint = "To show all installed unit files use 'systemctl list-unit-files'.\n";
  const count = `${shown.length} loaded units listed.${has(parsed, 'a') ? '' : ' Pass --all to see loaded but inactive units, too.'}\n${hint}`;
  if (shown.length === 0) return `  UNIT LOAD ACTIVE SUB DESCRIPTION\n${count}`;
  const [header = '', ...lines] = table([['  UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'], ...rows]);
  return `${header}\n${lines.map((line) => `${line}\n`).join('')}\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n${count}`;
}

/** What `systemctl list-unit-files` prints. */
export function listFiles(units: readonly UnitView[], parsed: ParsedOptions, patterns: readonly string[]): string {
  const states = optionValue(parsed, '1')?.split(',');
  const type = optionValue(parsed, 't');
  const shown = units.filter(
    (unit) =>
      fits(unit.name, patterns) &&
      (states?.includes(unit.enabled) ?? true) &&
      (type === undefined || type.split(',').some((kind) => unit.name.endsWith(`.${kind}`))),
  );
  const rows = shown.map(({ name, enabled }) => [name, enabled, enabled === 'static' ? '-' : 'enabled']);
  const lines = table([['UNIT FILE', 'STATE', 'VENDOR PRESET'], ...rows]);
  const body = has(parsed, '3') ? lines.slice(1) : lines;
  return `${body.map((line) => `${line}\n`).join('')}${has(parsed, '3') ? '' : `\n${rows.length} unit files listed.\n`}`;
}
