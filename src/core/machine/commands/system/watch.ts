/** `watch` of procps-ng: runs a command again and again, on a screen of its own. */
import { strftime } from '../../host/strftime.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';
import { procpsVersion } from '../versions.ts';

const USAGE = `
Usage:
 watch [options] command

Options:
  -b, --beep             beep if command has a non-zero exit
  -c, --color            interpret ANSI color and style sequences
  -d, --differences[=<permanent>]
                         highlight changes between updates
  -e, --errexit          exit if command has a non-zero exit
  -g, --chgexit          exit when output from command changes
  -n, --interval <secs>  seconds to wait between updates
  -p, --precise          attempt run command in precise intervals
  -t, --no-title         turn off header
  -x, --exec             pass command to exec instead of "sh -c"

 -h, --help     display this help and exit
 -v, --version  output version information and exit

For more details see watch(1).
`;

const SPEC = {
  short: 'bcd::egn:ptxhv',
  stopAtOperand: true,
  long: {
    beep: 'b',
    color: 'c',
    'differences=?': 'd',
    errexit: 'e',
    chgexit: 'g',
    'interval=': 'n',
    precise: 'p',
    'no-title': 't',
    exec: 'x',
    help: 'h',
    version: 'v',
  },
};

/** Columns and lines of the terminal. */
const WIDTH = 80;
const HEIGHT = 24;
const CLEAR = '\u001b[H\u001b[2J';

function screen(text: string, title: string | undefined): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const room = title === undefined ? HEIGHT : HEIGHT - 2;
  const shown = lines.slice(0, room).map((line) => `${line.slice(0, WIDTH)}\n`);
  return `${CLEAR}${title === undefined ? '' : `${title}\n\n`}${shown.join('')}`;
}

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('watch', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${USAGE}`);
  const { control, world } = context;
  if (has(parsed, 'h')) return printed(USAGE);
  if (has(parsed, 'v')) return printed(`watch from procps-ng ${procpsVersion(world.host.os)}\n`);
  if (parsed.operands.length === 0) return failed(USAGE);
  const asked = optionValue(parsed, 'n') ?? '2';
  const seconds = Number(asked.replace(',', '.'));
  if (Number.isNaN(seconds)) return failed(`watch: failed to parse argument: '${asked}': Invalid argument\n`);
  const terminal = context.env.get('TERM') ?? '';
  if (terminal === '' || terminal === 'dumb') return failed(`Error opening terminal: ${terminal || 'unknown'}.\n`);
  const interval = Math.max(0.1, seconds);
  const typed = parsed.operands.join(' ');
  const line = has(parsed, 'x') ? commandLine(parsed.operands) : typed;
  let before: string | undefined;
  while (!control.ended) {
    const left = `Every ${interval.toFixed(1)}s: ${typed}`;
    const right = `${context.world.host.hostname}: ${strftime('%a %b %e %H:%M:%S %Y', context.world.clock)}`;
    const title = `${left.slice(0, WIDTH - right.length - 1).padEnd(WIDTH - right.length)}${right}`;
    const { stdout, stderr, exitCode } = await control.run(line, { captured: true });
    if (control.ended) break;
    const text = stdout + stderr;
    control.print(screen(text, has(parsed, 't') ? undefined : title));
    if (has(parsed, 'e') && exitCode !== 0) return { stdout: '', stderr: '', exitCode: 8 };
    if (has(parsed, 'g') && before !== undefined && before !== text) return printed('');
    before = text;
    await control.advance(interval * 1000);
  }
  return printed('');
}

/** Shows what a command prints, every two seconds. */
export const watch: MachineCommand = { name: 'watch', path: '/usr/bin/watch', run };
