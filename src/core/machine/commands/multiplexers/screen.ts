/** `screen`: sessions that go on without a terminal. */
import type { ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { strftime } from '../../host/strftime.ts';
import type { MultiplexedSession } from '../../multiplexer/multiplexer.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { commandLine } from '../shell-message.ts';
import { both, type SystemTool, systemOf } from '../system-tool.ts';

interface Words {
  readonly flags: ReadonlySet<string>;
  readonly name: string | undefined;
  readonly log: string | undefined;
  readonly command: readonly string[];
}

/** Options that take the next word: all but these stand alone. */
const WITH_VALUE = 'cehpsStTLogfile';

function wordsOf(args: readonly string[]): Words {
  const flags = new Set<string>();
  let name: string | undefined;
  let log: string | undefined;
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!/^-./.test(word)) break;
    if (word === '-Logfile') {
      at += 1;
      log = args[at];
    } else if (word === '-ls' || word === '-list') flags.add('ls');
    else if (word === '-wipe') flags.add('wipe');
    else {
      const letters = word.slice(1);
      for (const letter of letters) flags.add(letter);
      const takes = letters.at(-1) ?? '';
      if ('SpsthTce'.includes(takes) && WITH_VALUE.includes(takes)) {
        at += 1;
        if (takes === 'S') name = args[at];
      } else if (
        'rxRdD'.includes(takes) &&
        !letters.includes('m') &&
        /^[^-]/.test(args[at + 1] ?? '') &&
        !flags.has('S')
      ) {
        at += 1;
        name = args[at];
      }
      if (letters.includes('X')) {
        at += 1;
        break;
      }
    }
  }
  return { flags, name, log, command: args.slice(at) };
}

function list(sessions: readonly MultiplexedSession[], user: string): ExecResult {
  const folder = `/run/screen/S-${user}`;
  if (sessions.length === 0) return both(`No Sockets found in ${folder}.\n\n`, '', 1);
  const rows = [...sessions]
    .reverse()
    .map(
      ({ holder, name, createdAt }) =>
        `\t${holder}.${name}\t(${strftime('%m/%d/%Y %I:%M:%S %p', createdAt)})\t(Detached)\n`,
    )
    .join('');
  const head = sessions.length === 1 ? 'There is a screen on:' : 'There are screens on:';
  return ok(`${head}\n${rows}${sessions.length} Socket${sessions.length === 1 ? '' : 's'} in ${folder}.\n`);
}

function find(sessions: readonly MultiplexedSession[], name: string | undefined): MultiplexedSession | undefined {
  if (name === undefined) return sessions.at(-1);
  return sessions.find(
    (session) =>
      `${session.holder}.${session.name}` === name || session.name === name || String(session.holder) === name,
  );
}

/** Sends a command to a session. */
function control(session: MultiplexedSession | undefined, words: readonly string[], call: Call): ExecResult {
  if (!session) return fail('No screen session found.\n');
  const [verb = '', ...args] = words;
  const pane = session.windows.at(-1)?.pane;
  switch (verb) {
    case 'quit':
    case 'kill':
      systemOf(call).multiplexer.end(session);
      return ok();
    case 'stuff': {
      const text = args
        .join(' ')
        .replaceAll('\\n', '\n')
        .replaceAll('\\r', '\n')
        .replaceAll('^M', '\n')
        .replaceAll('\r', '\n');
      if (text === '^C' || text === '\u0003') pane?.interrupt();
      else for (const line of text.split('\n').slice(0, -1)) pane?.type(line);
      return ok();
    }
    case 'hardcopy': {
      const [path] = args.filter((word) => !word.startsWith('-'));
      if (path !== undefined && pane) {
        call.shell.tree.write(resolvePath(call.context.cwd, path), new TextEncoder().encode(`${pane.text}\n`));
      }
      return ok();
    }
    case 'screen':
      systemOf(call).multiplexer.addWindow(session, {
        name: args[0] ?? 'bash',
        cwd: call.context.cwd,
        environment: call.context.exportedEnv ?? {},
        startedFor: call.shell.process.startedFor,
      });
      return ok();
    default:
      return ok();
  }
}

function run(args: readonly string[], call: Call): ExecResult {
  const { flags, name, command } = wordsOf(args);
  const { multiplexer } = systemOf(call);
  const { user, startedFor } = call.shell.process;
  const sessions = multiplexer.sessions('screen', user);
  if (flags.has('v')) return ok('Screen version 4.09.00 (GNU) 30-Jan-22\n');
  if (flags.has('ls') || flags.has('wipe')) return list(sessions, user);
  if (flags.has('X')) return control(find(sessions, name), command, call);
  const detached = flags.has('d') && flags.has('m');
  if (detached) {
    const session = multiplexer.start({
      of: 'screen',
      user,
      name: name ?? `${call.shell.process.tty.replace('/', '-')}.${systemOf(call).kernel.state.host.hostname}`,
      cwd: call.context.cwd,
      environment: call.context.exportedEnv ?? {},
      argv: ['SCREEN', ...args],
      startedFor,
    });
    // The window ends with the command that it was opened for.
    if (command.length > 0) session.windows[0]?.pane.type(`exec ${commandLine(command)}`);
    return ok();
  }
  if ((flags.has('r') || flags.has('x')) && !find(sessions, name)) {
    return fail(`There is no screen to be resumed${name === undefined ? '' : ` matching ${name}`}.\n`);
  }
  if (flags.has('d') || flags.has('D')) {
    const session = find(sessions, name);
    return session
      ? ok(`[${session.holder}.${session.name} detached.]\n\n`)
      : fail('There is no screen to be detached.\n');
  }
  return fail('Must be connected to a terminal.\n');
}

/** Holds terminals for commands that go on. */
export const screen: SystemTool = { name: 'screen', path: '/usr/bin/screen', run };
