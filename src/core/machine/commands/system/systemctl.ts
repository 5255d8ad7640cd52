/** `systemctl`: services as views of the processes; root can stop them, and start what unit files declare. */
import { strftime } from '../../host/strftime.ts';
import { systemFacts } from '../../host/systems.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, type ParsedOptions } from '../getopt.ts';
import { commandLine, quoted } from '../shell-message.ts';
import { changePower } from './power.ts';
import { type Service, servicesOf, stateOf } from './services.ts';
import { ago, listFiles, listUnits, statusText } from './unit-text.ts';

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
    value: '9',
    failed: '0',
    help: 'h',
    version: 'V',
    'no-ask-password': '2',
    reverse: 'r',
  },
};

const withEnding = (name: string): string => (/\.[a-z]+$/.test(name) ? name : `${name}.service`);

function properties(service: Service, parsed: ParsedOptions): string {
  const { active, sub } = stateOf(service);
  const all: readonly (readonly [string, string])[] = [
    ['Id', service.name],
    ['Description', service.description],
    ['LoadState', 'loaded'],
    ['ActiveState', active],
    ['SubState', sub],
    ['FragmentPath', service.file],
    ['UnitFileState', service.enabled ? 'enabled' : 'disabled'],
    ['MainPID', String(service.process?.pid ?? 0)],
    ['ExecMainPID', String(service.process?.pid ?? 0)],
  ];
  const wanted = parsed.options
    .filter(({ name }) => name === 'p' || name === 'P')
    .flatMap(({ value }) => (value ?? '').split(','));
  return all
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .map(([name, value]) => (has(parsed, '9', 'P') ? `${value}\n` : `${name}=${value}\n`))
    .join('');
}

/** Changes a service as root would; gives a complaint or nothing. */
async function change(verb: string, service: Service, context: CommandContext): Promise<string | undefined> {
  const { control } = context;
  const { process, start } = service;
  if (verb === 'stop' || verb === 'kill') {
    if (process) control.signal(process.pid, 'TERM');
    return undefined;
  }
  if (verb === 'start' && (process || service.once)) return undefined;
  if (start && start.command !== '') {
    if (process) control.signal(process.pid, 'TERM');
    await control.spawn(`cd ${quoted(start.folder)} && ${start.command}`, { nohup: true });
    return undefined;
  }
  control.report({ kind: 'unsupported', command: commandLine(['systemctl', verb, service.name]) });
  return `Job for ${service.name} failed because the control process exited with error code.\nSee "systemctl status ${service.name}" and "journalctl -xeu ${service.name}" for details.\n`;
}

const CHANGING = ['start', 'stop', 'restart', 'reload', 'try-restart', 'reload-or-restart', 'kill'];
const INSTALLING = ['enable', 'disable', 'mask', 'unmask', 'reenable', 'preset', 'edit', 'set-property', 'link'];

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('systemctl', words, SPEC);
  const { host } = context.world;
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n`);
  if (has(parsed, 'V')) return printed(`systemd ${systemFacts(host.os).systemd}\n`);
  if (has(parsed, '6')) return failed('Failed to connect to bus: No medium found\n');
  const [verb = 'list-units', ...given] = parsed.operands;
  const names = given.map(withEnding);
  const services = await servicesOf(context);
  const find = (name: string): Service | undefined => services.find((service) => service.name === name);
  switch (verb) {
    case 'list-units':
      return printed(listUnits(services, parsed));
    case 'list-unit-files':
      return printed(listFiles(services, parsed));
    case 'daemon-reload':
    case 'daemon-reexec':
    case 'reset-failed':
      return context.shell.uid === 0
        ? printed('')
        : failed('Failed to reload daemon: Interactive authentication required.\n');
    case 'is-system-running':
      return printed('running\n');
    case 'get-default':
      return printed('graphical.target\n');
    case 'list-timers':
      return printed(
        'NEXT LEFT LAST PASSED UNIT ACTIVATES\n\n0 timers listed.\nPass --all to see loaded but inactive timers, too.\n',
      );
    case 'status': {
      if (names.length === 0) {
        const { bootedAt, hostname } = host;
        return printed(
          `● ${hostname}\n    State: running\n     Jobs: 0 queued\n   Failed: 0 units\n    Since: ${strftime('%a %Y-%m-%d %H:%M:%S UTC', bootedAt)}; ${ago(context.world.clock - bootedAt)} ago\n   CGroup: /\n`,
        );
      }
      let stdout = '';
      let stderr = '';
      let exitCode = 0;
      for (const name of names) {
        const service = find(name);
        if (!service) {
          stderr += `Unit ${name} could not be found.\n`;
          exitCode = 4;
          continue;
        }
        stdout += `${stdout === '' ? '' : '\n'}${statusText(service, context)}`;
        if (stateOf(service).active !== 'active') exitCode ||= 3;
      }
      return { stdout, stderr, exitCode };
    }
    case 'is-active':
    case 'is-failed': {
      const states = names.map((name) => {
        const service = find(name);
        return service ? stateOf(service).active : 'inactive';
      });
      const stdout = has(parsed, 'q') ? '' : states.map((state) => `${state}\n`).join('');
      const wanted = verb === 'is-active' ? 'active' : 'failed';
      return { stdout, stderr: '', exitCode: states.includes(wanted) ? 0 : verb === 'is-active' ? 3 : 1 };
    }
    case 'is-enabled': {
      const [name] = names;
      const service = name === undefined ? undefined : find(name);
      if (!service) return failed(`Failed to get unit file state for ${name ?? ''}: No such file or directory\n`);
      const state = service.once ? 'static' : service.enabled ? 'enabled' : 'disabled';
      return { stdout: `${state}\n`, stderr: '', exitCode: state === 'disabled' ? 1 : 0 };
    }
    case 'show':
      return printed(
        names
          .map((name) => find(name))
          .map((service) => (service ? properties(service, parsed) : ''))
          .join('\n'),
      );
    case 'cat': {
      const service = find(names[0] ?? '');
      if (!service) return failed(`No files found for ${names[0] ?? ''}.\n`);
      const text = (await context.readText(service.file)) ?? `[Unit]\nDescription=${service.description}\n`;
      return printed(`# ${service.file}\n${text}`);
    }
    default:
  }
  if (verb === 'reboot' || verb === 'poweroff' || verb === 'halt') {
    return changePower(verb, ['systemctl', ...words], context);
  }
  if (!CHANGING.includes(verb) && !INSTALLING.includes(verb)) return failed(`Unknown command verb ${verb}.\n`);
  if (names.length === 0) return failed('Too few arguments.\n');
  const doing = verb === 'kill' ? 'kill unit' : verb;
  for (const name of names) {
    const service = find(name);
    if (!service) {
      return INSTALLING.includes(verb)
        ? failed(`Failed to ${verb} unit: Unit file ${name} does not exist.\n`)
        : failed(`Failed to ${doing} ${name}: Unit ${name} not ${verb === 'stop' ? 'loaded' : 'found'}.\n`, 5);
    }
    if (context.shell.uid !== 0) {
      return failed(
        `Failed to ${doing} ${name}: Interactive authentication required.\nSee system logs and 'systemctl status ${name}' for details.\n`,
      );
    }
    if (INSTALLING.includes(verb)) {
      if (verb === 'enable' && service.enabled) continue;
      context.control.report({ kind: 'unsupported', command: commandLine(['systemctl', ...words]) });
      return failed(`Failed to ${verb} unit: Access denied\n`);
    }
    const complaint = await change(verb, service, context);
    if (complaint !== undefined) return failed(complaint);
  }
  return printed('');
}

/** Shows and controls services. */
export const systemctl: MachineCommand = { name: 'systemctl', path: '/usr/bin/systemctl', run };
