/** Services as `systemctl` writes them: the status of one, and the lists of all. */
import { processorTime, threadsOf } from '../../host/process-figures.ts';
import { strftime, syslogTime } from '../../host/strftime.ts';
import type { CommandContext } from '../command.ts';
import { has, optionValue, type ParsedOptions } from '../getopt.ts';
import { type Service, stateOf } from './services.ts';

/** How long ago, in the two largest units, as systemd writes it. */
export function ago(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [2_592_000, ' month'],
    [604_800, ' week'],
    [86_400, ' day'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const parts: string[] = [];
  let left = Math.floor(ms / 1000);
  for (const [size, name] of units) {
    const count = Math.floor(left / size);
    if (count === 0 || parts.length === 2) continue;
    left -= count * size;
    parts.push(`${count}${name}${name.startsWith(' ') && count > 1 ? 's' : ''}`);
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}

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

/** What `systemctl status` says of a service. */
export function statusText(service: Service, context: CommandContext): string {
  const { world } = context;
  const { process } = service;
  const { active, sub } = stateOf(service);
  const newer = world.host.os !== 'ubuntu-22.04';
  const enabled = service.enabled ? 'enabled' : 'disabled';
  const since = process?.startedAt ?? world.host.bootedAt + 4000;
  const when = `since ${strftime('%a %Y-%m-%d %H:%M:%S UTC', since)}; ${ago(world.clock - since)} ago`;
  const mark = active === 'active' ? '●' : active === 'failed' ? '×' : '○';
  let text = `${mark} ${service.name} - ${service.description}\n`;
  text += `     Loaded: loaded (${service.file}; ${enabled}; ${newer ? 'preset' : 'vendor preset'}: enabled)\n`;
  if (active === 'active') text += `     Active: active (${sub}) ${when}\n`;
  else text += `     Active: ${active === 'failed' ? 'failed (Result: signal)' : 'inactive (dead)'}\n`;
  if (process) {
    const cpu = processorTime(process, world.clock);
    const time =
      cpu >= 60_000
        ? `${Math.floor(cpu / 60_000)}min ${((cpu % 60_000) / 1000).toFixed(3)}s`
        : cpu >= 1000
          ? `${(cpu / 1000).toFixed(3)}s`
          : `${cpu}ms`;
    const shown = /^[a-z]+: /.test(process.command) ? `"${process.command}"` : process.command;
    const name = (process.argv[0] ?? '').replace(/.*\//, '').replace(/[@:]/g, '').slice(0, 15);
    text += `   Main PID: ${process.pid} (${name})\n`;
    text += `      Tasks: ${threadsOf(process)} (limit: ${Math.floor(world.host.memory / 868_000)})\n`;
    text += `     Memory: ${memoryText(process.memory)}\n        CPU: ${time}\n`;
    text += `     CGroup: /system.slice/${service.name}\n             └─${process.pid} ${shown}\n`;
  } else if (service.once) {
    text += `   Main PID: ${420 + ((service.name.length * 7) % 160)} (code=exited, status=0/SUCCESS)\n`;
  }
  if (service.start === undefined && (process || service.once)) {
    const line = (what: string): string => `${syslogTime(since)} ${world.host.hostname} systemd[1]: ${what}\n`;
    text += `\n${line(`Starting ${service.description}...`)}${line(`${service.once ? 'Finished' : 'Started'} ${service.description}.`)}`;
  }
  return text;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join(' '),
  );
}

/** What `systemctl list-units` prints. */
export function listUnits(services: readonly Service[], parsed: ParsedOptions): string {
  const type = optionValue(parsed, 't');
  const states = has(parsed, '0') ? ['failed'] : optionValue(parsed, '1')?.split(',');
  const shown = services.filter((service) => {
    const { active, sub } = stateOf(service);
    if (type !== undefined && type !== 'service') return false;
    if (states) return states.includes(active) || states.includes(sub);
    return has(parsed, 'a') || active !== 'inactive';
  });
  const rows = shown.map((service) => {
    const { active, sub } = stateOf(service);
    return [`${active === 'failed' ? '● ' : '  '}${service.name}`, 'loaded', active, sub, service.description];
  });
  if (has(parsed, '3'))
    return table(rows)
      .map((line) => `${line}\n`)
      .join('');
  const [header = '', ...lines] = table([['  UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'], ...rows]);
  if (shown.length === 0)
    return "  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed. Pass --all to see loaded but inactive units, too.\nTo show all installed unit files use 'systemctl list-unit-files'.\n";
  return `${header}\n${lines.map((line) => `${line}\n`).join('')}\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n${shown.length} loaded units listed.${has(parsed, 'a') ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.\n`;
}

/** What `systemctl list-unit-files` prints. */
export function listFiles(services: readonly Service[], parsed: ParsedOptions): string {
  const rows = services.map(({ name, enabled, once }) => [
    name,
    once ? 'static' : enabled ? 'enabled' : 'disabled',
    once ? '-' : 'enabled',
  ]);
  const lines = table([['UNIT FILE', 'STATE', 'VENDOR PRESET'], ...rows]);
  const body = has(parsed, '3') ? lines.slice(1) : lines;
  return `${body.map((line) => `${line}\n`).join('')}${has(parsed, '3') ? '' : `\n${rows.length} unit files listed.\n`}`;
}
