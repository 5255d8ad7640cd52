/** `uniq` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { systemText } from '../../files/file-error.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { bytesResult, readContent } from './files/content.ts';
import { pathOf, usageError } from './files/file-call.ts';

const SPEC = {
  short: 'cdDf:is:uw:z',
  long: {
    count: 'c',
    repeated: 'd',
    'all-repeated=?': 'D',
    'skip-fields=': 'f',
    'ignore-case': 'i',
    'skip-chars=': 's',
    unique: 'u',
    'check-chars=': 'w',
    'zero-terminated': 'z',
  },
} as const;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('uniq', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'uniq');
  const [input = '-', output, extra] = parsed.operands;
  if (extra !== undefined) return usageError(`uniq: extra operand ‘${extra}’`, 'uniq');
  const number = (name: 'f' | 's' | 'w'): number | undefined => {
    const value = optionValue(parsed, name);
    return value === undefined ? undefined : Number(value);
  };
  const [fields = 0, characters = 0, width] = [number('f'), number('s'), number('w')];
  for (const [value, what] of [
    [fields, 'fields to skip'],
    [characters, 'bytes to skip'],
    [width ?? 0, 'bytes to compare'],
  ] as const) {
    if (!Number.isInteger(value)) return fail(`uniq: invalid number of ${what}\n`);
  }
  const content = await readContent(input, call);
  if ('reason' in content) {
    const how = content.reason === 'Is a directory' ? 'error reading' : '';
    return fail(`uniq: ${how === '' ? input : `${how} '${input}'`}: ${content.reason}\n`);
  }
  const end = has(parsed, 'z') ? '\0' : '\n';
  const skip = new RegExp(`^(?:\\s*\\S+){0,${fields}}`);
  const key = (line: string): string => {
    const rest = (fields > 0 ? line.replace(skip, '') : line).slice(characters);
    const compared = width === undefined ? rest : rest.slice(0, width);
    return has(parsed, 'i') ? compared.toUpperCase() : compared;
  };
  const lines = content.bytes.split(end);
  if (lines.at(-1) === '') lines.pop();
  const groups: { readonly key: string; readonly lines: string[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.key === key(line)) last.lines.push(line);
    else groups.push({ key: key(line), lines: [line] });
  }
  const shown = groups
    .filter((group) => !has(parsed, 'd', 'D') || group.lines.length > 1)
    .filter((group) => !has(parsed, 'u') || group.lines.length === 1)
    .flatMap((group) => (has(parsed, 'D') ? group.lines : [counted(group.lines, has(parsed, 'c'))]));
  const stdout = shown.map((line) => line + end).join('');
  if (output === undefined) return bytesResult(stdout, '');
  try {
    await call.context.fs.writeFile(pathOf(output, call), stdout, 'binary');
    return fail('', 0);
  } catch (error) {
    return fail(`uniq: ${output}: ${systemText(error)}\n`);
  }
}

function counted(lines: readonly string[], withCount: boolean): string {
  const [line = ''] = lines;
  return withCount ? `${String(lines.length).padStart(7)} ${line}` : line;
}

export const uniq: Tool = { name: 'uniq', run };
