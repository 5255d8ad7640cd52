/** `supervisorctl`: the programs of supervisord. */
import type { ExecResult } from 'just-bash';
import { strftime } from '../../host/strftime.ts';
import type { ServiceDefinition } from '../../services/definition.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { both, isRoot, type SystemTool, systemOf } from '../system-tool.ts';

/** Milliseconds between two looks at a program that is being started or stopped, and how long that is waited for. */
const LOOK = 50;
const LONGEST_WAIT = 11_000;

/** The state of a program in the words of supervisord, with what it says besides. */
function stateText({ name }: ServiceDefinition, call: Call): readonly [state: string, detail: string] {
  const { services, kernel } = systemOf(call);
  const service = services.state(name);
  const process = services.process(name);
  const { now } = kernel.schedule;
  switch (service?.state) {
    case 'active': {
      const seconds = Math.floor((now - (process?.startedAt ?? now)) / 1000);
      const days = Math.floor(seconds / 86_400);
      const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
      const text = clock.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
      return [
        'RUNNING',
        `pid ${process?.pid ?? 0}, uptime ${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${text}`,
      ];
    }
    case 'activating':
      return process ? ['STARTING', ''] : ['BACKOFF', 'Exited too quickly (process log may have details)'];
    case 'failed':
      return ['FATAL', 'Exited too quickly (process log may have details)'];
    default: {
      if (service?.exitCode === undefined) return ['STOPPED', 'Not started'];
      const time = strftime('%b %d %I:%M %p', service.since);
      return service.exitCode < 128 && services.lastSignal(name) === undefined ? ['EXITED', time] : ['STOPPED', time];
    }
  }
}

function statusLine(definition: ServiceDefinition, call: Call): string {
  const [state, detail] = stateText(definition, call);
  return `${definition.name.padEnd(32)} ${state.padEnd(9)} ${detail}\n`;
}

function status(names: readonly string[], call: Call): ExecResult {
  const { programs } = systemOf(call).services.definitions;
  const all = names.length === 0 || names.includes('all');
  let stdout = '';
  let exitCode = 0;
  for (const name of all ? programs.map((program) => program.name) : names) {
    const program = programs.find((entry) => entry.name === name);
    if (program) {
      stdout += statusLine(program, call);
      if (stateText(program, call)[0] !== 'RUNNING') exitCode ||= 3;
    } else {
      stdout += `${name}: ERROR (no such process)\n`;
      exitCode = 4;
    }
  }
  return both(stdout, '', exitCode);
}

async function settled(program: ServiceDefinition, call: Call, isOver: (state: string) => boolean): Promise<string> {
  for (let waited = 0; waited < LONGEST_WAIT && !call.shell.interruption; waited += LOOK) {
    const [state] = stateText(program, call);
    if (isOver(state)) return state;
    await call.shell.pass(LOOK);
  }
  return stateText(program, call)[0];
}

async function start(program: ServiceDefinition, call: Call): Promise<string> {
  const { name } = program;
  if (stateText(program, call)[0] === 'RUNNING') return `${name}: ERROR (already started)\n`;
  systemOf(call).services.start(name, { startedFor: call.shell.process.startedFor });
  const state = await settled(program, call, (now) => now === 'RUNNING' || now === 'FATAL');
  return state === 'RUNNING' ? `${name}: started\n` : `${name}: ERROR (spawn error)\n`;
}

async function stop(program: ServiceDefinition, call: Call): Promise<string> {
  const { name } = program;
  const [before] = stateText(program, call);
  if (before !== 'RUNNING' && before !== 'STARTING' && before !== 'BACKOFF') return `${name}: ERROR (not running)\n`;
  systemOf(call).services.stop(name);
  await settled(program, call, (now) => now !== 'RUNNING' && now !== 'STARTING');
  return `${name}: stopped\n`;
}

async function changeAll(verb: string, names: readonly string[], call: Call): Promise<ExecResult> {
  const { programs } = systemOf(call).services.definitions;
  if (names.length === 0) {
    return ok(
      `Error: ${verb} requires a process name\n${verb} <name>\t\t${verb === 'stop' ? 'Stop' : verb === 'start' ? 'Start' : 'Restart'} a process\n`,
    );
  }
  const wanted = names.includes('all') ? programs.map(({ name }) => name) : names;
  let stdout = '';
  for (const name of wanted) {
    const program = programs.find((entry) => entry.name === name);
    if (!program) stdout += `${name}: ERROR (no such process)\n`;
    else if (verb === 'start') stdout += await start(program, call);
    else if (verb === 'stop') stdout += await stop(program, call);
    else stdout += (await stop(program, call)) + (await start(program, call));
  }
  return both(stdout, '', stdout.includes('ERROR') ? 1 : 0);
}

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  const { services } = systemOf(call);
  if (!isRoot(call))
    return fail(
      "error: <class 'PermissionError'>, [Errno 13] Permission denied: file: /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 560\n",
    );
  if (services.supervisor === undefined) return ok('unix:///var/run/supervisor.sock no such file\n');
  const operands = words.filter((word, index) => !word.startsWith('-') && words[index - 1] !== '-c');
  const [verb = 'status', ...names] = operands;
  switch (verb) {
    case 'status':
      return status(names, call);
    case 'start':
    case 'stop':
    case 'restart':
      return changeAll(verb, names, call);
    case 'reread': {
      const { added, changed, gone } = services.definitions.reread();
      const lines = [
        ...added.map((name) => `${name}: available\n`),
        ...changed.map((name) => `${name}: changed\n`),
        ...gone.map((name) => `${name}: disappeared\n`),
      ];
      return ok(lines.length === 0 ? 'No config updates to processes\n' : lines.join(''));
    }
    case 'update': {
      const { added, changed, gone } = services.update({ startedFor: call.shell.process.startedFor });
      const stopped = (name: string): string => `${name}: stopped\n`;
      return ok(
        [
          ...gone.map((name) => `${stopped(name)}${name}: removed process group\n`),
          ...changed.map((name) => `${stopped(name)}${name}: updated process group\n`),
          ...added.map((name) => `${name}: added process group\n`),
        ].join(''),
      );
    }
    case 'reload':
      services.update({ startedFor: call.shell.process.startedFor });
      return ok('Restarted supervisord\n');
    case 'pid':
      return ok(`${names.length === 0 ? services.supervisor : (services.process(names[0] ?? '')?.pid ?? 0)}\n`);
    case 'avail':
      return ok(
        services.definitions.programs.map(({ name }) => `${name.padEnd(32)} in use    auto      999:999\n`).join(''),
      );
    case 'version':
      return ok('4.2.1\n');
    default:
      return ok(`*** Unknown syntax: ${operands.join(' ')}\n`);
  }
}

/** Shows and controls the programs of supervisord. */
export const supervisorctl: SystemTool = { name: 'supervisorctl', path: '/usr/bin/supervisorctl', run };
