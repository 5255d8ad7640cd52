/** `systemctl`: units are views of the services and of the processes; root starts, stops, enables and disables them. */
import type { ExecResult } from 'just-bash';
import { unitText } from '../../host/service-units.ts';
import { spanText } from '../../host/spans.ts';
import { strftime } from '../../host/strftime.ts';
import { systemFacts } from '../../host/systems.ts';
import { timerText } from '../../host/timer-units.ts';
import { startShipped, stopShipped } from '../../services/shipped-units.ts';
import { type UnitView, unitViews } from '../../services/unit-view.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { both, isRoot, type SystemTool, systemOf, textFile } from '../system-tool.ts';
import { groupTree } from './group-tree.ts';
import { changePower } from './power.ts';
import { listTimers } from './timer-list.ts';
import { disable, enable, mask, unmask } from './unit-installation.ts';
import { unitProperties } from './unit-properties.ts';
import { listFiles, listUnits, statusText } from './unit-text.ts';

const SPEC = {
  short: 'aflqt:p:P:H:M:n:o:hTs:r',
  long: {
    all: 'a',
    force: 'f',
    full: 'l',
    quiet: 'q',
    'type=': 't',
    'state=': '1',
    'property=': 'p',
    'no-pager': '2',
    'no-legend': '3',
    plain: '4',
    now: '5',
    user: '6',
    system: '7',
    'no-block': '8',
    'lines=': 'n',
    'output=': 'o',
    'signal=': 's',
    'kill-who=': '!',
    value: '9',
    failed: '0',
    help: 'h',
    version: 'V',
    'no-ask-password': '2',
    'no-wall': '2',
    reverse: 'r',
    'message=': '#',
    global: '6',
  },
};

/** Milliseconds between two looks at a unit that is being started or stopped, and how long that is waited for. */
const LOOK = 50;
const LONGEST_WAIT = 95_000;

const withEnding = (name: string): string =>
  /\.(?:service|target|socket|timer|mount|slice|path|scope|device)$/.test(name) ? name : `${name}.service`;

function find(name: string, call: Call): UnitView | undefined {
  return unitViews(systemOf(call)).find((unit) => unit.name === name);
}

/** Waits while a unit is on its way to another state. */
async function settled(name: string, call: Call, isOver: (unit: UnitView) => boolean): Promise<UnitView | undefined> {
  for (let waited = 0; waited < LONGEST_WAIT && !call.shell.interruption; waited += LOOK) {
    const unit = find(name, call);
    if (!unit || isOver(unit)) return unit;
    await call.shell.pass(LOOK);
  }
  return find(name, call);
}

function warning(unit: UnitView, call: Call): string {
  if (!unit.definition || !systemOf(call).services.definitions.isOutdated(unit.bare)) return '';
  return `Warning: The unit file, source configuration file or drop-ins of ${unit.name} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`;
}

async function start(unit: UnitView, call: Call): Promise<ExecResult> {
  const system = systemOf(call);
  const { services } = system;
  if (unit.enabled === 'masked') {
    return fail(`Failed to start ${unit.name}: Unit ${unit.name} is masked.\n`);
  }
  if (!unit.definition) {
    startShipped(unit, system);
    return ok();
  }
  const { problem } = unit.definition;
  if (problem !== undefined) {
    system.journal.unit(unit.name, problem, 3);
    return fail(
      `Failed to start ${unit.name}: Unit ${unit.name} has a bad unit file setting.\nSee system logs and 'systemctl status ${unit.name}' for details.\n`,
    );
  }
  const stderr = warning(unit, call);
  services.start(unit.bare, { startedFor: call.shell.process.startedFor });
  if (unit.definition.type === 'simple') return both('', stderr, 0);
  const after = await settled(unit.name, call, ({ active }) => active !== 'activating');
  if (after?.active !== 'failed') return both('', stderr, 0);
  return fail(
    `${stderr}Job for ${unit.name} failed because the control process exited with error code.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n`,
  );
}

async function stop(unit: UnitView, call: Call): Promise<ExecResult> {
  const system = systemOf(call);
  if (!unit.definition) {
    stopShipped(unit, system);
    return ok();
  }
  system.services.stop(unit.bare);
  await settled(unit.name, call, ({ process }) => process === undefined);
  return both('', warning(unit, call), 0);
}

function kill(unit: UnitView, parsed: ParsedOptions, call: Call): ExecResult {
  const signal = (optionValue(parsed, 's') ?? 'TERM').toUpperCase().replace(/^SIG/, '');
  if (!unit.process) return fail(`Failed to kill unit ${unit.name}: No main process to kill\n`);
  call.shell.parts.kernel.processes.signal(unit.process.pid, signal === '9' ? 'KILL' : signal, 0);
  return ok();
}

/** Carries out what changes one unit. */
async function change(verb: string, unit: UnitView, parsed: ParsedOptions, call: Call): Promise<ExecResult> {
  switch (verb) {
    case 'start':
      return start(unit, call);
    case 'stop':
      return stop(unit, call);
    case 'kill':
      return kill(unit, parsed, call);
    case 'reload':
      return unit.definition || !unit.process
        ? fail(
            `Failed to reload ${unit.name}: Job type reload is not applicable for unit ${unit.name}.\nSee system logs and 'systemctl status ${unit.name}' for details.\n`,
          )
        : ok();
    case 'try-restart':
      if (unit.active !== 'active') return ok();
      break;
    default:
  }
  await stop(unit, call);
  const stopped = find(unit.name, call);
  return stopped ? start(stopped, call) : ok();
}

const CHANGING = ['start', 'stop', 'restart', 'reload', 'try-restart', 'reload-or-restart', 'kill'];
const INSTALLING = ['enable', 'disable', 'mask', 'unmask', 'reenable', 'preset'];

async function changeAll(
  verb: string,
  names: readonly string[],
  parsed: ParsedOptions,
  call: Call,
): Promise<ExecResult> {
  if (names.length === 0) return fail('Too few arguments.\n');
  let stderr = '';
  let exitCode = 0;
  for (const name of names) {
    const unit = find(name, call);
    if (!unit && INSTALLING.includes(verb)) return fail(`Failed to ${verb} unit: Unit file ${name} does not exist.\n`);
    if (!unit) {
      stderr += `Failed to ${verb} ${name}: Unit ${name} not ${verb === 'stop' ? 'loaded' : 'found'}.\n`;
      exitCode = 5;
      continue;
    }
    if (!isRoot(call)) {
      const what = INSTALLING.includes(verb) ? `${verb} unit` : verb === 'kill' ? 'kill unit' : `${verb} ${name}`;
      return fail(
        `Failed to ${what}: Interactive authentication required.\n${INSTALLING.includes(verb) ? '' : `See system logs and 'systemctl status ${name}' for details.\n`}`,
      );
    }
    const result = INSTALLING.includes(verb)
      ? await install(verb, unit, parsed, call)
      : await change(verb, unit, parsed, call);
    stderr += result.stderr;
    exitCode ||= result.exitCode;
  }
  return both('', stderr, exitCode);
}

async function install(verb: string, unit: UnitView, parsed: ParsedOptions, call: Call): Promise<ExecResult> {
  if (verb === 'mask' || verb === 'unmask') return (verb === 'mask' ? mask : unmask)(unit, call);
  const result = verb === 'disable' ? disable(unit, call) : enable(unit, call);
  if (!has(parsed, '5') || result.exitCode !== 0) return result;
  const then = verb === 'disable' ? await stop(unit, call) : await start(unit, call);
  return both('', result.stderr + then.stderr, then.exitCode);
}

function status(names: readonly string[], parsed: ParsedOptions, call: Call): ExecResult {
  const system = systemOf(call);
  const { host, clock } = system.kernel.state;
  if (names.length === 0) {
    const failedUnits = unitViews(system).filter(({ active }) => active === 'failed').length;
    const state = failedUnits > 0 ? 'degraded' : 'running';
    const world = system.kernel.state.view;
    const tree = groupTree(world, world.processes.values());
    return ok(
      `● ${host.hostname}\n    State: ${state}\n     Jobs: 0 queued\n   Failed: ${failedUnits} units\n    Since: ${strftime('%a %Y-%m-%d %H:%M:%S UTC', host.bootedAt)}; ${spanText(clock - host.bootedAt)} ago\n   CGroup: /\n${tree.map((line) => `           ${line}\n`).join('')}`,
    );
  }
  const lines = Number(optionValue(parsed, 'n') ?? 10);
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  for (const name of names) {
    const unit = find(name, call);
    if (!unit) {
      stderr += `Unit ${name} could not be found.\n`;
      exitCode = 4;
      continue;
    }
    stderr += warning(unit, call);
    stdout += `${stdout === '' ? '' : '\n'}${statusText(unit, system, lines)}`;
    if (unit.active !== 'active' && unit.active !== 'activating') exitCode ||= 3;
  }
  return both(stdout, stderr, exitCode);
}

function isInState(verb: string, names: readonly string[], parsed: ParsedOptions, call: Call): ExecResult {
  const states = names.map((name) => find(name, call)?.active ?? 'inactive');
  const stdout = has(parsed, 'q') ? '' : states.map((state) => `${state}\n`).join('');
  const wanted = verb === 'is-active' ? 'active' : 'failed';
  return both(stdout, '', states.includes(wanted) ? 0 : verb === 'is-active' ? 3 : 1);
}

function isEnabled(names: readonly string[], call: Call): ExecResult {
  let stdout = '';
  let exitCode = 1;
  for (const name of names) {
    const unit = find(name, call);
    if (!unit) return fail(`Failed to get unit file state for ${name}: No such file or directory\n`);
    stdout += `${unit.enabled}\n`;
    if (unit.enabled === 'enabled' || unit.enabled === 'static') exitCode = 0;
  }
  return both(stdout, '', exitCode);
}

function cat(names: readonly string[], call: Call): ExecResult {
  let stdout = '';
  for (const name of names) {
    const unit = find(name, call);
    if (!unit) return fail(`No files found for ${name}.\n`);
    const text =
      textFile(unit.file, call) ??
      (unit.shipped ? unitText(unit.shipped) : unit.timer ? timerText(unit.name, unit.timer) : '');
    stdout += `${stdout === '' ? '' : '\n'}# ${unit.file}\n${text}`;
  }
  return ok(stdout);
}

function reload(call: Call): ExecResult {
  if (!isRoot(call)) return fail('Failed to reload daemon: Interactive authentication required.\n');
  systemOf(call).services.definitions.reload();
  systemOf(call).journal.unit('', 'Reloading.');
  return ok();
}

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('systemctl', words, SPEC);
  const system = systemOf(call);
  const { host } = system.kernel.state;
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n`);
  if (has(parsed, 'V')) return ok(`systemd ${systemFacts(host.os).systemd}\n`);
  if (has(parsed, '6')) return fail('Failed to connect to bus: No medium found\n');
  const [verb = 'list-units', ...given] = parsed.operands;
  const names = given.map(withEnding);
  switch (verb) {
    case 'list-units':
      return ok(listUnits(unitViews(system), parsed, given));
    case 'list-unit-files':
      return ok(listFiles(unitViews(system), parsed, given));
    case 'daemon-reload':
    case 'daemon-reexec':
      return reload(call);
    case 'reset-failed':
      if (!isRoot(call)) return fail('Failed to reset failed state: Interactive authentication required.\n');
      system.services.resetFailed(names.length === 0 ? undefined : names.map((name) => name.replace(/\.service$/, '')));
      return ok();
    case 'is-system-running': {
      const degraded = unitViews(system).some(({ active }) => active === 'failed');
      return both(degraded ? 'degraded\n' : 'running\n', '', degraded ? 1 : 0);
    }
    case 'get-default':
      return ok('graphical.target\n');
    case 'list-timers':
      return ok(listTimers(system, parsed, names));
    case 'status':
      return status(names, parsed, call);
    case 'is-active':
    case 'is-failed':
      return isInState(verb, names, parsed, call);
    case 'is-enabled':
      return isEnabled(names, call);
    case 'show':
      return ok(names.map((name) => unitProperties(find(name, call), name, parsed)).join('\n'));
    case 'cat':
      return cat(names, call);
    case 'reboot':
    case 'poweroff':
    case 'halt':
      return changePower(verb, call);
    default:
  }
  if (CHANGING.includes(verb) || INSTALLING.includes(verb)) return changeAll(verb, names, parsed, call);
  return fail(`Unknown command verb ${verb}.\n`);
}

/** Shows and controls services. */
export const systemctl: SystemTool = { name: 'systemctl', path: '/usr/bin/systemctl', run };
