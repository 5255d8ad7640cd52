/** `wc` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has } from '../../../commands/getopt.ts';
import type { Call, Tool } from '../../contracts.ts';
import { fromLatin1 } from '../../encoding.ts';
import { type Content, readContent } from './content.ts';
import { usageError } from './file-call.ts';

const SPEC = {
  short: 'clLmw',
  long: { bytes: 'c', chars: 'm', lines: 'l', words: 'w', 'max-line-length': 'L' },
};
type Count = 'l' | 'w' | 'm' | 'c' | 'L';
const ORDER: readonly Count[] = ['l', 'w', 'm', 'c', 'L'];

function counts(content: Content): Record<Count, number> {
  const { bytes, size } = content;
  const text = new TextDecoder().decode(fromLatin1(bytes));
  const lines = text.split('\n');
  return {
    l: lines.length - 1,
    w: text.split(/[\s\0]+/).filter((word) => word !== '').length,
    m: [...text].length + size - bytes.length,
    c: size,
    L: Math.max(...lines.map((line) => line.replaceAll('\t', '        ').length)),
  };
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('wc', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'wc');
  const asked = ORDER.filter((count) => has(parsed, count));
  const shown = asked.length > 0 ? asked : (['l', 'w', 'c'] as const);
  const words = parsed.operands.length > 0 ? parsed.operands : ['-'];
  const rows: { readonly values: Record<Count, number>; readonly name: string }[] = [];
  const total: Record<Count, number> = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let stderr = '';
  let size = 0;
  for (const word of words) {
    const content = await readContent(word, call);
    const name = parsed.operands.length === 0 ? '' : ` ${word}`;
    if ('reason' in content) {
      stderr += `wc: ${word}: ${content.reason}\n`;
      if (content.reason !== 'Is a directory') continue;
      rows.push({ values: { l: 0, w: 0, m: 0, c: 0, L: 0 }, name });
      continue;
    }
    const values = counts(content);
    size += content.size;
    for (const count of ORDER)
      total[count] = count === 'L' ? Math.max(total.L, values.L) : total[count] + values[count];
    rows.push({ values, name });
  }
  if (words.length > 1) rows.push({ values: total, name: ' total' });
  // Numbers are as wide as that of all bytes; of standard input, whose size nobody knows, seven.
  const single = shown.length === 1 && rows.length === 1;
  const width = single ? 1 : words.includes('-') ? 7 : String(size).length;
  const stdout = rows
    .map(({ values, name }) => `${shown.map((count) => String(values[count]).padStart(width)).join(' ')}${name}\n`)
    .join('');
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

export const wc: Tool = { name: 'wc', run };
