/** `xargs` of GNU findutils. */
import { decodeBytesToUtf8, EMPTY_BYTES, type ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../commands/getopt.ts';
import { commandLine } from '../../commands/shell-message.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { runWords } from '../run-script.ts';
import { pathOf, usageError } from './files/file-call.ts';

const SPEC = {
  short: '0a:d:E:e::I:i::L:l::n:oP:prs:tx',
  long: {
    null: '0',
    'arg-file=': 'a',
    'delimiter=': 'd',
    'replace=?': 'i',
    'max-lines=?': 'l',
    'max-args=': 'n',
    'max-procs=': 'P',
    interactive: 'p',
    'no-run-if-empty': 'r',
    'max-chars=': 's',
    verbose: 't',
    exit: 'x',
    version: 'version',
  },
  stopAtOperand: true,
};
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\' };

/** Words of a text as xargs splits them: by blanks and ends of lines, with quotes and backslashes. */
function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      const end = text.indexOf(character, at + 1);
      if (end === -1) return undefined;
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else if (character === '\\') {
      at += 1;
      word = (word ?? '') + text.charAt(at);
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

/** What each call of the command gets. */
function batches(text: string, parsed: ParsedOptions): readonly (readonly string[])[] | undefined {
  const delimiter = has(parsed, '0') ? '\0' : optionValue(parsed, 'd');
  const lines = optionValue(parsed, 'L', 'l');
  if (has(parsed, 'I', 'i')) {
    return text
      .split('\n')
      .map((line) => line.replace(/^\s+/, ''))
      .filter((line) => line !== '')
      .map((line) => [line]);
  }
  if (has(parsed, 'L', 'l')) {
    const split = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(splitWords);
    return grouped(
      split.filter((words) => words !== undefined),
      Number(lines ?? 1),
    ).map((group) => group.flat());
  }
  let words: readonly string[] | undefined;
  if (delimiter === undefined) words = splitWords(text);
  else {
    const parts = text.split(ESCAPES[delimiter] ?? delimiter);
    words = parts.at(-1) === '' || parts.at(-1) === '\n' ? parts.slice(0, -1) : parts;
  }
  if (!words) return undefined;
  const most = optionValue(parsed, 'n');
  if (words.length === 0) return has(parsed, 'r') ? [] : [[]];
  return most === undefined ? grouped(words, 5_000) : grouped(words, Math.max(1, Number(most)));
}

function grouped<T>(list: readonly T[], count: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < list.length; at += count) groups.push(list.slice(at, at + count));
  return groups;
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('xargs', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'xargs');
  if (has(parsed, 'version')) return ok('xargs (GNU findutils) 4.8.0\n');
  const file = optionValue(parsed, 'a');
  let text = decodeBytesToUtf8(call.context.stdin);
  if (file !== undefined) {
    try {
      text = await call.context.fs.readFile(pathOf(file, call), 'utf8');
    } catch {
      return fail(`xargs: Cannot open input file ‘${file}’: No such file or directory\n`);
    }
  }
  const groups = batches(text, parsed);
  if (!groups) {
    return fail('xargs: unmatched single quote; by default quotes are special to xargs unless you use the -0 option\n');
  }
  const command = parsed.operands.length > 0 ? parsed.operands : ['echo'];
  const mark = has(parsed, 'I')
    ? (optionValue(parsed, 'I') ?? '{}')
    : has(parsed, 'i')
      ? (optionValue(parsed, 'i') ?? '{}')
      : undefined;
  const { shell, context, sinks } = call;
  const inner = shell.inner({ sinks, nohup: false });
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  for (const group of groups) {
    if (shell.interruption) break;
    const words =
      mark === undefined ? [...command, ...group] : command.map((word) => word.replaceAll(mark, group[0] ?? ''));
    if (has(parsed, 't')) stderr += `${commandLine(words)}\n`;
    const result = await runWords(words, inner, { ...context, stdin: EMPTY_BYTES });
    stdout += result.stdout;
    const unknown = result.exitCode === 127 && /command not found\n$/.test(result.stderr);
    stderr += unknown ? `xargs: ${words[0]}: No such file or directory\n` : result.stderr;
    if (unknown) return { stdout, stderr, exitCode: 127 };
    if (result.exitCode === 255) {
      stderr += `xargs: ${words[0]}: exited with status 255; aborting\n`;
      return { stdout, stderr, exitCode: 124 };
    }
    if (result.exitCode !== 0) exitCode = 123;
  }
  return { stdout, stderr, exitCode };
}

export const xargs: Tool = { name: 'xargs', run };
