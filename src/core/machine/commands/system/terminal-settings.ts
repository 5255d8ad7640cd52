/** What asks after the terminal: `stty`, `tput`, `reset`, `mesg`. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { SystemTool } from '../system-tool.ts';

const ESCAPE = '\u001b';
const TEXTS: Readonly<Record<string, string>> = {
  bold: `${ESCAPE}[1m`,
  clear: `${ESCAPE}[H${ESCAPE}[2J`,
  cnorm: `${ESCAPE}[?12l${ESCAPE}[?25h`,
  civis: `${ESCAPE}[?25l`,
  el: `${ESCAPE}[K`,
  rev: `${ESCAPE}[7m`,
  sgr0: `${ESCAPE}(B${ESCAPE}[m`,
  smul: `${ESCAPE}[4m`,
  rmul: `${ESCAPE}[24m`,
};
const NUMBERS: Readonly<Record<string, string>> = { cols: '80', lines: '24', colors: '8', it: '8' };

function tput(words: readonly string[], { context }: Call): ExecResult {
  const at = words.indexOf('-T');
  const terminal = at === -1 ? context.exportedEnv?.['TERM'] : words[at + 1];
  const [name, ...values] = at === -1 ? words : words.filter((_, index) => index !== at && index !== at + 1);
  if (!terminal) return fail('tput: No value for $TERM and no -T specified\n', 2);
  if (name === undefined) return fail('usage: tput [-V] [-S] [-x] [-T term] capname\n', 2);
  if (name === 'colors' && terminal.includes('256')) return ok('256\n');
  if (Object.hasOwn(NUMBERS, name)) return ok(`${NUMBERS[name]}\n`);
  if (name === 'setaf' || name === 'setab') {
    return ok(`${ESCAPE}[${name === 'setaf' ? 3 : 4}${values[0] ?? '0'}m`);
  }
  if (name === 'cup') return ok(`${ESCAPE}[${Number(values[0] ?? 0) + 1};${Number(values[1] ?? 0) + 1}H`);
  const text = TEXTS[name];
  return text === undefined ? fail(`tput: unknown terminfo capability '${name}'\n`, 4) : ok(text);
}

const ALL = `speed 38400 baud; rows 24; columns 80; line = 0;
intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;
eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;
werase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;
-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts
-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff
-iuclc -ixany -imaxbel iutf8
opost -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0
isig icanon iexten echo echoe echok -echonl -noflsh -xcase -tostop -echoprt
echoctl echoke -flusho -extproc
`;

/** Settings are taken and do nothing: nobody types. */
function stty(words: readonly string[]): ExecResult {
  if (words.includes('size')) return ok('24 80\n');
  if (words.includes('-a') || words.includes('--all')) return ok(ALL);
  return ok(words.length === 0 ? 'speed 38400 baud; line = 0;\n-brkint -imaxbel iutf8\n' : '');
}

export const TERMINAL_SETTINGS: readonly SystemTool[] = [
  {
    name: 'stty',
    path: '/usr/bin/stty',
    run: stty,
  },
  { name: 'tput', path: '/usr/bin/tput', run: tput },
  {
    name: 'reset',
    path: '/usr/bin/reset',
    run: (_, { context }) =>
      context.exportedEnv?.['TERM']
        ? ok(`${ESCAPE}c${ESCAPE}[!p${ESCAPE}[?3;4l${ESCAPE}[4l${ESCAPE}>`)
        : fail('reset: unknown terminal type unknown\nTerminal type? ', 1),
  },
  { name: 'mesg', path: '/usr/bin/mesg', run: ([word]) => (word === undefined ? ok('is y\n') : ok()) },
];
