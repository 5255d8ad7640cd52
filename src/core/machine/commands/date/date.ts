/** `date` of GNU coreutils, on the clock of the machine. */
import { strftime } from '../../host/strftime.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';
import { coreutilsVersion } from '../versions.ts';
import { parseDate } from './parse-date.ts';

const SPEC = {
  short: 'd:f:I::r:Rs:u',
  long: {
    'date=': 'd',
    debug: 'D',
    'file=': 'f',
    'iso-8601=?': 'I',
    'rfc-3339=': '3',
    'reference=': 'r',
    'rfc-2822': 'R',
    'rfc-822': 'R',
    'rfc-email': 'R',
    resolution: 'e',
    'set=': 's',
    utc: 'u',
    uct: 'u',
    universal: 'u',
    help: 'h',
    version: 'V',
  },
};

const DEFAULT_FORMAT = '%a %b %e %H:%M:%S %Z %Y';

const ISO: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};

const RFC_3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};

const tryHelp = (text: string): CommandResult => failed(`date: ${text}\nTry 'date --help' for more information.\n`);

/** The entry of a table that a word names or begins. */
function named(table: Readonly<Record<string, string>>, word: string): string | undefined {
  const name =
    Object.keys(table).find((entry) => entry === word) ??
    Object.keys(table).find((entry) => word !== '' && entry.startsWith(word));
  return name === undefined ? undefined : table[name];
}

function invalidArgument(value: string, option: string, valid: Readonly<Record<string, string>>): CommandResult {
  const list = Object.keys(valid)
    .map((name) => `  - ‘${name}’\n`)
    .join('');
  return failed(
    `date: invalid argument ‘${value}’ for ‘${option}’\nValid arguments are:\n${list}Try 'date --help' for more information.\n`,
  );
}

function formatOf(parsed: ParsedOptions): string | CommandResult {
  const [operand] = parsed.operands;
  if (operand?.startsWith('+')) return operand.slice(1);
  if (has(parsed, 'R')) return '%a, %d %b %Y %H:%M:%S %z';
  if (has(parsed, 'I')) {
    const word = optionValue(parsed, 'I') ?? 'date';
    return named(ISO, word) ?? invalidArgument(word, '--iso-8601', ISO);
  }
  if (has(parsed, '3')) {
    const word = optionValue(parsed, '3') ?? '';
    return named(RFC_3339, word) ?? invalidArgument(word, '--rfc-3339', RFC_3339);
  }
  return DEFAULT_FORMAT;
}

function referenceTime(path: string, context: CommandContext): number | undefined {
  let target = path.startsWith('/') ? path : `${context.cwd === '/' ? '' : context.cwd}/${path}`;
  for (let links = 0; links < 8; links += 1) {
    const node = context.world.files.get(target);
    if (node?.kind !== 'link') return node?.mtime;
    target = node.target.startsWith('/') ? node.target : `${target.slice(0, target.lastIndexOf('/'))}/${node.target}`;
  }
  return undefined;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('date', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'date --help' for more information.\n`);
  const { world, control } = context;
  if (has(parsed, 'h'))
    return printed(
      'Usage: date [OPTION]... [+FORMAT]\n  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]\nDisplay date and time in the given FORMAT.\nWith -s, or with [MMDDhhmm[[CC]YY][.ss]], set the date and time.\n',
    );
  if (has(parsed, 'V')) return printed(`date (GNU coreutils) ${coreutilsVersion(world.host.os)}\n`);
  if (parsed.operands.length > 1) return tryHelp(`extra operand ‘${parsed.operands[1]}’`);
  const format = formatOf(parsed);
  if (typeof format !== 'string') return format;
  const [operand] = parsed.operands;
  const setting = optionValue(parsed, 's') ?? (operand !== undefined && !operand.startsWith('+') ? operand : undefined);
  if (setting !== undefined) {
    const time = has(parsed, 's')
      ? parseDate(setting, world.clock)
      : /^\d{8}(\d{2}|\d{4})?(\.\d{2})?$/.test(setting)
        ? world.clock
        : undefined;
    if (time === undefined) return failed(`date: invalid date ‘${setting}’\n`);
    control.report({ kind: 'unsupported', command: commandLine(['date', ...words]) });
    const stderr = 'date: cannot set date: Operation not permitted\n';
    return { stdout: `${strftime(format, time)}\n`, stderr, exitCode: 1 };
  }
  const reference = optionValue(parsed, 'r');
  if (reference !== undefined) {
    const time = referenceTime(reference, context);
    if (time === undefined) return failed(`date: ${reference}: No such file or directory\n`);
    return printed(`${strftime(format, time)}\n`);
  }
  const wanted = optionValue(parsed, 'd');
  const time = wanted === undefined ? world.clock : parseDate(wanted, world.clock);
  if (time === undefined) return failed(`date: invalid date ‘${wanted}’\n`);
  return printed(`${strftime(format, time)}\n`);
}

/** Shows the time of the machine. */
export const date: MachineCommand = { name: 'date', path: '/usr/bin/date', run };
