/** `cat`, and the pagers, which print all when there is no terminal. */
import type { ExecResult } from 'just-bash';
import { getopt, has } from '../../../commands/getopt.ts';
import { type Call, ok, type Tool } from '../../contracts.ts';
import { bytesResult, type Latin1, readContent } from './content.ts';
import { usageError } from './file-call.ts';

const SPEC = {
  short: 'AbeEnstTuv',
  long: {
    'show-all': 'A',
    'number-nonblank': 'b',
    'show-ends': 'E',
    number: 'n',
    'squeeze-blank': 's',
    'show-tabs': 'T',
    'show-nonprinting': 'v',
  },
};

function visible(line: Latin1): Latin1 {
  return line.replace(/[^\t\x20-\x7e]/g, (character) => {
    const code = character.charCodeAt(0);
    const prefix = code >= 128 ? 'M-' : '';
    const low = code & 0x7f;
    if (low === 127) return `${prefix}^?`;
    return low < 32 ? `${prefix}^${String.fromCharCode(low + 64)}` : `${prefix}${String.fromCharCode(low)}`;
  });
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('cat', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'cat');
  if (has(parsed, 'help')) return ok();
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    const content = await readContent(word, call);
    if ('reason' in content) stderr += `cat: ${word}: ${content.reason}\n`;
    else stdout += content.bytes;
  }
  if (parsed.options.length === 0) return bytesResult(stdout, stderr);
  const ended = stdout.endsWith('\n');
  const lines = (ended ? stdout.slice(0, -1) : stdout).split('\n');
  const squeezed = has(parsed, 's') ? lines.filter((line, at) => line !== '' || lines[at - 1] !== '') : lines;
  let number = 0;
  const shown = squeezed.map((line) => {
    let text = has(parsed, 'A', 'e', 't', 'v') ? visible(line) : line;
    if (has(parsed, 'A', 't', 'T')) text = text.replaceAll('\t', '^I');
    if (has(parsed, 'A', 'e', 'E')) text += '$';
    const numbered = has(parsed, 'b') ? line !== '' : has(parsed, 'n');
    if (!numbered) return text;
    number += 1;
    return `${String(number).padStart(6)}\t${text}`;
  });
  return bytesResult(stdout === '' ? '' : shown.join('\n') + (ended ? '\n' : ''), stderr);
}

const pager = (name: string): Tool => ({
  name,
  run: (args, call) =>
    run(
      args.filter((word) => !/^[-+]./.test(word)),
      call,
    ),
});

export const CAT_TOOLS: readonly Tool[] = [{ name: 'cat', run }, pager('less'), pager('more')];
