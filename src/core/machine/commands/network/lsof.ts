/** `lsof`. */
import { type CommandContext, type CommandResult, failed, type MachineCommand } from '../command.ts';
import { type LsofArguments, LsofProblem, lsofArguments, type OpenFileTest } from './lsof-arguments.ts';
import { type OpenFile, openFiles, shownCommand } from './open-files.ts';
import { addressName, type Socket, serviceName } from './sockets.ts';

const USAGE = `lsof 4.95.0
 latest revision: https://github.com/lsof-org/lsof
 latest FAQ: https://github.com/lsof-org/lsof/blob/master/00FAQ
 latest (non-formatted) man page: https://github.com/lsof-org/lsof/blob/master/Lsof.8
 usage: [-?abhKlnNoOPRtUvVX] [+|-c c] [+|-d s] [+D D] [+|-E] [+|-e s] [+|-f[gG]]
 [-F [f]] [-g [s]] [-i [i]] [+|-L [l]] [+m [m]] [+|-M] [-o [o]] [-p s]
 [+|-r [t]] [-s [p:s]] [-S [t]] [-T [t]] [-u s] [+|-w] [-x [fl]] [--] [names]
Use the \`\`-h'' option to get more help information.
`;

function end(address: string, port: number, args: LsofArguments, context: CommandContext): string {
  const any = address === '0.0.0.0' || address === '::';
  const named = args.numericHosts ? address : addressName(address, context.world.host);
  const host = any ? '*' : named.includes(':') ? `[${named}]` : named;
  return `${host}:${args.numericPorts ? port : serviceName(port)}`;
}

function socketName(socket: Socket, args: LsofArguments, context: CommandContext): string {
  const local = end(socket.address, socket.port, args, context);
  const peer = socket.peer ? `->${end(socket.peer.address, socket.peer.port, args, context)}` : '';
  const state = { LISTEN: '(LISTEN)', ESTAB: '(ESTABLISHED)', UNCONN: '' }[socket.state];
  return `${local}${peer} ${state}`;
}

const STATE_NAMES: Readonly<Record<Socket['state'], string>> = { LISTEN: 'LISTEN', ESTAB: 'ESTABLISHED', UNCONN: '' };

/** Whether the lists select a file: one of them, or all of them with `-a`. */
function selected(file: OpenFile, args: LsofArguments): boolean {
  const { socket } = file;
  if (socket?.protocol === 'tcp') {
    const state = STATE_NAMES[socket.state];
    if (args.states.size > 0 && !args.states.has(state)) return false;
    if (args.notStates.has(state)) return false;
  }
  // Numbers of descriptors never select on their own; they only narrow.
  const narrowing = args.lists.get('descriptor');
  if (narrowing && !narrowing.some((test) => test(file))) return false;
  const kinds: OpenFileTest[][] = [...args.lists].filter(([kind]) => kind !== 'descriptor').map(([, tests]) => tests);
  if (kinds.length === 0) return true;
  const passes = (tests: readonly OpenFileTest[]): boolean => tests.some((test) => test(file));
  return args.and ? kinds.every(passes) : kinds.some(passes);
}

function table(files: readonly OpenFile[], args: LsofArguments, context: CommandContext): string {
  const everything = args.lists.size === 0 && args.names.length === 0;
  const rows = files.map((file) => ({
    command: shownCommand(file.process, args.commandWidth),
    pid: String(file.process.pid),
    ppid: String(file.process.ppid),
    user: args.numericUsers ? String(file.process.uid) : file.process.user,
    descriptor: `${file.descriptor.padStart(4)}${file.access}`,
    type: file.type,
    device: file.device,
    size: file.size,
    node: file.node,
    name: file.socket ? socketName(file.socket, args, context) : file.name,
  }));
  const widest = (header: string, key: keyof (typeof rows)[number]): number =>
    rows.reduce((width, row) => Math.max(width, row[key].length), header.length);
  const command = widest('COMMAND', 'command');
  const pid = widest('PID', 'pid');
  const ppid = widest('PPID', 'ppid');
  const user = widest('USER', 'user');
  const type = widest('TYPE', 'type');
  const device = widest('DEVICE', 'device');
  const size = widest('SIZE/OFF', 'size');
  const node = widest('NODE', 'node');
  // Without a selection threads would be listed too; their columns stand empty for processes.
  const threads = everything ? (tid: string, task: string) => ` ${tid.padStart(pid)} ${task.padEnd(9)}` : () => '';
  const parents = args.parents ? (text: string) => ` ${text.padStart(ppid)}` : () => '';
  const line = (row: (typeof rows)[number], tid: string, task: string): string =>
    `${row.command.padEnd(command)} ${row.pid.padStart(pid)}${threads(tid, task)}${parents(row.ppid)} ${row.user.padStart(user)} ${row.descriptor}  ${row.type.padStart(type)} ${row.device.padStart(device)} ${row.size.padStart(size)} ${row.node.padStart(node)} ${row.name}\n`;
  const header = {
    command: 'COMMAND',
    pid: 'PID',
    ppid: 'PPID',
    user: 'USER',
    descriptor: '  FD ',
    type: 'TYPE',
    device: 'DEVICE',
    size: 'SIZE/OFF',
    node: 'NODE',
    name: 'NAME',
  };
  return line(header, 'TID', 'TASKCMD') + rows.map((row) => line(row, '', '')).join('');
}

function fieldLines(files: readonly OpenFile[], args: LsofArguments, context: CommandContext): string {
  const fields = args.fields ?? '';
  let text = '';
  let last: number | undefined;
  for (const file of files) {
    if (file.process.pid !== last) {
      last = file.process.pid;
      text += `p${last}\n`;
      if (fields.includes('c')) text += `c${shownCommand(file.process, 0)}\n`;
      if (fields.includes('u')) text += `u${file.process.uid}\n`;
      if (fields.includes('L')) text += `L${file.process.user}\n`;
    }
    text += `f${file.descriptor}\n`;
    if (fields.includes('t')) text += `t${file.type}\n`;
    if (fields.includes('n'))
      text += `n${file.socket ? end(file.socket.address, file.socket.port, args, context) : file.name}\n`;
  }
  return text;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  let args: LsofArguments;
  try {
    args = lsofArguments(words, context.world.host);
  } catch (problem) {
    if (problem instanceof LsofProblem) return failed(`lsof: ${problem.message}\n${USAGE}`);
    throw problem;
  }
  if (args.show === 'help') return failed(USAGE, 0);
  if (args.show === 'version')
    return failed(
      'lsof version information:\n    revision: 4.95.0\n    latest revision: https://github.com/lsof-org/lsof\n',
      0,
    );
  let stderr = '';
  let missing = false;
  for (const name of args.names) {
    const path = name.startsWith('/') ? name : `${context.cwd === '/' ? '' : context.cwd}/${name}`;
    const bare = path.length > 1 ? path.replace(/\/+$/, '') : path;
    if (!context.world.files.has(bare)) {
      stderr += `lsof: status error on ${name}: No such file or directory\n`;
      missing = true;
    }
    args.lists.set('name', [...(args.lists.get('name') ?? []), (file) => file.name === bare]);
  }
  if (missing && args.names.length > 0 && args.lists.size === 1) return failed(stderr);
  const files = openFiles(context).filter((file) => selected(file, args));
  if (files.length === 0) return { stdout: '', stderr, exitCode: 1 };
  const stdout = args.pidsOnly
    ? `${[...new Set(files.map((file) => file.process.pid))].join('\n')}\n`
    : args.fields !== undefined
      ? fieldLines(files, args, context)
      : table(files, args, context);
  return { stdout, stderr, exitCode: missing ? 1 : 0 };
}

/** Lists what processes have open. */
export const lsof: MachineCommand = { name: 'lsof', path: '/usr/bin/lsof', run };
