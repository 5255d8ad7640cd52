/** `tmux`: sessions that go on without a terminal. */
import type { ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { strftime } from '../../host/strftime.ts';
import type { MultiplexedSession } from '../../multiplexer/multiplexer.ts';
import type { Pane } from '../../multiplexer/pane.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { both, type SystemTool, systemOf } from '../system-tool.ts';

const NO_SERVER = (call: Call): string => `no server running on /tmp/tmux-${call.shell.who.uid}/default\n`;
/** Names that commands can be shortened to. */
const SHORT: Readonly<Record<string, string>> = {
  new: 'new-session',
  ls: 'list-sessions',
  send: 'send-keys',
  capturep: 'capture-pane',
  a: 'attach-session',
  at: 'attach-session',
  attach: 'attach-session',
  neww: 'new-window',
  lsw: 'list-windows',
  lsp: 'list-panes',
  has: 'has-session',
  kill: 'kill-session',
  killp: 'kill-pane',
  killw: 'kill-window',
};
/** Keys that are pressed by their names. */
const KEYS: Readonly<Record<string, string>> = { Enter: '\n', 'C-m': '\n', KPEnter: '\n', Space: ' ', Tab: '\t' };

function sessionsOf(call: Call): readonly MultiplexedSession[] {
  return systemOf(call).multiplexer.sessions('tmux', call.shell.process.user);
}

/** The session and the window that a target such as `name:1.0` means. */
function target(
  text: string | undefined,
  call: Call,
): { readonly session: MultiplexedSession; readonly pane: Pane } | undefined {
  const [name = '', place = ''] = (text ?? '').replace(/^=/, '').split(':');
  const sessions = sessionsOf(call);
  const session =
    name === ''
      ? sessions.at(-1)
      : (sessions.find((entry) => entry.name === name) ?? sessions.find((entry) => entry.name.startsWith(name)));
  const [window = ''] = place.split('.');
  const found = session?.windows.find((entry, index) => entry.name === window || String(index) === window);
  const pane = (found ?? session?.windows.at(-1))?.pane;
  return session && pane ? { session, pane } : undefined;
}

function start(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('tmux', args, { short: 'AdDEPXc:e:F:f:n:s:t:x:y:', stopAtOperand: true });
  const sessions = sessionsOf(call);
  const free = Array.from({ length: sessions.length + 1 }, (_, index) => String(index)).find(
    (number) => !sessions.some(({ name }) => name === number),
  );
  const name = optionValue(parsed, 's') ?? free ?? '0';
  if (sessions.some((session) => session.name === name)) return fail(`duplicate session: ${name}\n`);
  if (!has(parsed, 'd')) return fail('open terminal failed: not a terminal\n');
  const folder = optionValue(parsed, 'c');
  const session = systemOf(call).multiplexer.start({
    of: 'tmux',
    user: call.shell.process.user,
    name,
    cwd: folder === undefined ? call.context.cwd : resolvePath(call.context.cwd, folder),
    environment: call.context.exportedEnv ?? {},
    argv: ['tmux', 'new-session', ...args],
    startedFor: call.shell.process.startedFor,
  });
  if (parsed.operands.length > 0) session.windows[0]?.pane.type(`exec bash -c ${quote(parsed.operands.join(' '))}`);
  return ok();
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function list(call: Call): ExecResult {
  const sessions = [...sessionsOf(call)].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (sessions.length === 0) return fail(NO_SERVER(call));
  return ok(
    sessions
      .map(
        ({ name, windows, createdAt }) =>
          `${name}: ${windows.length} windows (created ${strftime('%a %b %e %H:%M:%S %Y', createdAt)})\n`,
      )
      .join(''),
  );
}

function sendKeys(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('tmux', args, { short: 'FHlMRXN:t:', stopAtOperand: true });
  const found = target(optionValue(parsed, 't'), call);
  if (!found) return missing(optionValue(parsed, 't'), call);
  let text = '';
  const press = (key: string): void => {
    if (key !== 'C-c' || has(parsed, 'l')) text += has(parsed, 'l') ? key : (KEYS[key] ?? key);
    else found.pane.interrupt();
  };
  for (const key of parsed.operands) press(key);
  for (const line of text.split('\n').slice(0, -1)) found.pane.type(line);
  return ok();
}

function capture(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('tmux', args, { short: 'aCeJNpPqT:b:E:S:t:' });
  const found = target(optionValue(parsed, 't'), call);
  if (!found) return missing(optionValue(parsed, 't'), call);
  const lines = found.pane.text.split('\n').map((line) => line.trimEnd());
  const from = optionValue(parsed, 'S');
  const count = from === '-' ? lines.length : from?.startsWith('-') ? Number(from.slice(1)) + ROWS : ROWS;
  return has(parsed, 'p') ? ok(`${lines.slice(-count).join('\n')}\n`) : ok();
}

/** Lines of a terminal that nobody looks at. */
const ROWS = 24;

function missing(name: string | undefined, call: Call): ExecResult {
  return fail(sessionsOf(call).length === 0 ? NO_SERVER(call) : `can't find pane: ${name ?? ''}\n`);
}

function killSession(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('tmux', args, { short: 'aCt:' });
  const name = optionValue(parsed, 't');
  const found = target(name, call);
  if (!found) return fail(sessionsOf(call).length === 0 ? NO_SERVER(call) : `can't find session: ${name ?? ''}\n`);
  systemOf(call).multiplexer.end(found.session);
  return ok();
}

function run([command = 'new-session', ...args]: readonly string[], call: Call): ExecResult {
  if (command === '-V') return ok('tmux 3.2a\n');
  const { multiplexer } = systemOf(call);
  switch (SHORT[command] ?? command) {
    case 'new-session':
      return start(args, call);
    case 'list-sessions':
      return list(call);
    case 'send-keys':
      return sendKeys(args, call);
    case 'capture-pane':
      return capture(args, call);
    case 'kill-session':
      return killSession(args, call);
    case 'kill-server':
      if (sessionsOf(call).length === 0) return fail(NO_SERVER(call));
      for (const session of sessionsOf(call)) multiplexer.end(session);
      return ok();
    case 'has-session': {
      const name = optionValue(getopt('tmux', args, { short: 't:' }), 't');
      if (sessionsOf(call).length === 0) return fail(NO_SERVER(call));
      return target(name, call) ? ok() : fail(`can't find session: ${name ?? ''}\n`);
    }
    case 'new-window': {
      const parsed = getopt('tmux', args, { short: 'abdkPSc:e:F:n:t:', stopAtOperand: true });
      const found = target(optionValue(parsed, 't'), call);
      if (!found) return missing(optionValue(parsed, 't'), call);
      const pane = multiplexer.addWindow(found.session, {
        name: optionValue(parsed, 'n') ?? 'bash',
        cwd: optionValue(parsed, 'c') ?? call.context.cwd,
        environment: call.context.exportedEnv ?? {},
        startedFor: call.shell.process.startedFor,
      });
      if (parsed.operands.length > 0) pane.type(`exec bash -c ${quote(parsed.operands.join(' '))}`);
      return ok();
    }
    case 'list-windows':
    case 'list-panes': {
      const found = target(optionValue(getopt('tmux', args, { short: 'asF:f:t:' }), 't'), call);
      if (!found) return missing(undefined, call);
      return ok(
        found.session.windows
          .map(
            ({ name, pane }, index) =>
              `${index}: ${name === 'bash' ? pane.foreground : name}${index === found.session.windows.length - 1 ? '*' : '-'} (1 panes) [80x24]\n`,
          )
          .join(''),
      );
    }
    case 'attach-session':
      return sessionsOf(call).length === 0 ? fail('no sessions\n') : fail('open terminal failed: not a terminal\n');
    default:
      return both('', `unknown command: ${command}\n`, 1);
  }
}

/** Holds terminals for commands that go on. */
export const tmux: SystemTool = { name: 'tmux', path: '/usr/bin/tmux', run };
