/** `free` of procps-ng. */
import { memoryFigures } from '../../host/load.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { procpsVersion } from '../versions.ts';
import { freeSize } from './sizes.ts';

const USAGE = `
Usage:
 free [options]

Options:
 -b, --bytes         show output in bytes
     --kilo          show output in kilobytes
     --mega          show output in megabytes
     --giga          show output in gigabytes
     --tera          show output in terabytes
     --peta          show output in petabytes
 -k, --kibi          show output in kibibytes
 -m, --mebi          show output in mebibytes
 -g, --gibi          show output in gibibytes
     --tebi          show output in tebibytes
     --pebi          show output in pebibytes
 -h, --human         show human-readable output
     --si            use powers of 1000 not 1024
 -l, --lohi          show detailed low and high memory statistics
 -t, --total         show total for RAM + swap
 -v, --committed     show committed memory and commit limit
 -s N, --seconds N   repeat printing every N seconds
 -c N, --count N     repeat printing N times, then exit
 -w, --wide          wide output

     --help     display this help and exit
 -V, --version  output version information and exit

For more details see free(1).
`;

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  '1': 1e3,
  '2': 1e6,
  '3': 1e9,
  '4': 1e12,
  '5': 1e15,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  '6': 2 ** 40,
  '7': 2 ** 50,
};

const SPEC = {
  short: 'bkmghltvs:c:wV',
  long: {
    bytes: 'b',
    kilo: '1',
    mega: '2',
    giga: '3',
    tera: '4',
    peta: '5',
    kibi: 'k',
    mebi: 'm',
    gibi: 'g',
    tebi: '6',
    pebi: '7',
    human: 'h',
    si: '8',
    lohi: 'l',
    total: 't',
    committed: 'v',
    'seconds=': 's',
    'count=': 'c',
    wide: 'w',
    help: '9',
    version: 'V',
  },
};

function writer(parsed: ParsedOptions): (bytes: number) => string {
  const si = has(parsed, '8');
  const unit = parsed.options.findLast(({ name }) => name === 'h' || Object.hasOwn(UNITS, name))?.name ?? 'k';
  if (unit === 'h') return (bytes) => freeSize(bytes, si);
  const decimal: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };
  const size = (si ? decimal[unit] : undefined) ?? UNITS[unit] ?? 1024;
  return (bytes) => String(Math.floor(bytes / size));
}

function table(parsed: ParsedOptions, context: CommandContext): string {
  const write = writer(parsed);
  const { total, used, free, shared, buffers, cached, available } = memoryFigures(context.world);
  const wide = has(parsed, 'w');
  const line = (label: string, values: readonly string[]): string =>
    `${label.padEnd(8)}${values.map((value) => ` ${value.padStart(11)}`).join('')}\n`;
  const row = (label: string, values: readonly number[]): string => line(label, values.map(write));
  const names = wide ? ['buffers', 'cache'] : ['buff/cache'];
  let text = line('', ['total', 'used', 'free', 'shared', ...names, 'available']);
  const cache = wide ? [buffers, cached] : [buffers + cached];
  text += row('Mem:', [total, used, free, shared, ...cache, available]);
  if (has(parsed, 'l')) text += row('Low:', [total, total - free, free]) + row('High:', [0, 0, 0]);
  text += row('Swap:', [0, 0, 0]);
  if (has(parsed, 't')) text += row('Total:', [total, used, free]);
  if (has(parsed, 'v')) text += row('Comm:', [total / 2, used * 1.3, total / 2 - used * 1.3]);
  return text;
}

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('free', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${USAGE}`);
  if (has(parsed, '9')) return printed(USAGE);
  if (has(parsed, 'V')) return printed(`free from procps-ng ${procpsVersion(context.world.host.os)}\n`);
  const seconds = Number(optionValue(parsed, 's') ?? 1);
  if (!(seconds > 0)) return failed(`free: seconds argument failed: '${optionValue(parsed, 's')}': Invalid argument\n`);
  const asked = optionValue(parsed, 'c');
  if (asked !== undefined && !/^[1-9]\d*$/.test(asked)) {
    return failed(
      `free: failed to parse count argument: '${asked}'${asked === '0' ? ': Numerical result out of range' : ''}\n`,
    );
  }
  const count = Math.min(asked === undefined ? 1 : Number(asked), MOST_REPETITIONS);
  let text = table(parsed, context);
  for (let repetition = 1; repetition < count; repetition += 1) {
    await context.control.advance(seconds * 1000);
    text += `\n${table(parsed, context)}`;
  }
  return printed(text);
}

/** However often a repetition is asked for, so much output is enough. */
const MOST_REPETITIONS = 100;

/** Shows what main memory is used for. */
export const free: MachineCommand = { name: 'free', path: '/usr/bin/free', run };
