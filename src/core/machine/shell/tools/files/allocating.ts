/** `link`, `unlink` and `shred` of GNU coreutils and `fallocate` of util-linux. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { blockSize } from '../../../commands/storage/sizes.ts';
import { systemText } from '../../../files/file-error.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { patternFrom } from './content.ts';
import { pathOf, usageError } from './file-call.ts';

/** What is wrong with the number of operands of a tool that takes exactly so many. */
function wrongCount(tool: string, operands: readonly string[], count: number): ExecResult | undefined {
  if (operands.length === 0) return usageError(`${tool}: missing operand`, tool);
  if (operands.length < count) return usageError(`${tool}: missing operand after ‘${operands.at(-1)}’`, tool);
  return operands.length > count ? usageError(`${tool}: extra operand ‘${operands[count]}’`, tool) : undefined;
}

function link(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('link', args, { short: '' });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'link');
  const wrong = wrongCount('link', parsed.operands, 2);
  if (wrong) return wrong;
  const [from = '', to = ''] = parsed.operands;
  try {
    call.shell.tree.makeHardLink(pathOf(from, call), pathOf(to, call));
    call.shell.parts.kernel.events.fileWritten(call.shell.tree.resolve(pathOf(to, call), 'link', false));
    return ok();
  } catch (error) {
    return fail(`link: cannot create link '${to}' to '${from}': ${systemText(error)}\n`);
  }
}

async function unlink(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('unlink', args, { short: '' });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'unlink');
  const wrong = wrongCount('unlink', parsed.operands, 1);
  if (wrong) return wrong;
  const [word = ''] = parsed.operands;
  const path = pathOf(word, call);
  if (call.shell.tree.find(path, false)?.kind === 'directory') {
    return fail(`unlink: cannot unlink '${word}': Is a directory\n`);
  }
  try {
    await call.context.fs.rm(path);
    return ok();
  } catch (error) {
    return fail(`unlink: cannot unlink '${word}': ${systemText(error)}\n`);
  }
}

/** Writes over files, which are no longer what they were; with `-u` it removes them. */
async function shred(args: readonly string[], call: Call): Promise<ExecResult> {
  const spec = {
    short: 'fn:s:uvxz',
    long: { force: 'f', 'iterations=': 'n', 'size=': 's', 'remove=?': 'u', verbose: 'v', exact: 'x', zero: 'z' },
  };
  const parsed = getopt('shred', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'shred');
  if (parsed.operands.length === 0) return usageError('shred: missing file operand', 'shred');
  const passes = Number(optionValue(parsed, 'n') ?? 3);
  if (!Number.isInteger(passes) || passes < 0) {
    return fail(`shred: invalid number of passes: ‘${optionValue(parsed, 'n')}’\n`);
  }
  const { tree, parts } = call.shell;
  const { sparse } = parts.kernel.state;
  let stderr = '';
  let failed = false;
  for (const word of parsed.operands) {
    const path = pathOf(word, call);
    const node = tree.find(path);
    if (node?.kind !== 'file') {
      const why = node ? 'Is a directory' : 'No such file or directory';
      stderr += `shred: ${word}: failed to open for writing: ${why}\n`;
      failed = true;
      continue;
    }
    const rounds = passes + (has(parsed, 'z') ? 1 : 0);
    const size = has(parsed, 'x') ? node.size : Math.ceil(node.size / 4096) * 4096;
    const told = (what: string): string => (has(parsed, 'v') ? `shred: ${word}: ${what}\n` : '');
    try {
      for (let round = 1; round <= rounds; round += 1) {
        const zeros = round > passes;
        stderr += told(`pass ${round}/${rounds} (${zeros ? '000000' : 'random'})...`);
        await call.shell.transfer(size);
        const pattern = patternFrom(zeros ? '/dev/zero' : '/dev/urandom', size, call);
        if (pattern.length === size) tree.write(path, pattern);
        else tree.writeSparse(path, sparse.repeated(pattern, size));
      }
      parts.kernel.events.fileWritten(tree.resolve(path, 'open'));
      if (has(parsed, 'u')) {
        stderr += told('removing');
        await call.context.fs.rm(path);
        stderr += told('removed');
      }
    } catch (error) {
      stderr += `shred: ${word}: failed to open for writing: ${systemText(error)}\n`;
      failed = true;
    }
  }
  return { stdout: '', stderr, exitCode: failed ? 1 : 0 };
}

function fallocate(args: readonly string[], call: Call): ExecResult {
  const spec = {
    short: 'cdil:no:pxvzV',
    long: { 'length=': 'l', 'offset=': 'o', 'keep-size': 'n', posix: 'x', 'zero-range': 'z', 'dig-holes': 'd' },
  };
  const parsed = getopt('fallocate', args, spec);
  const usage = (problem: string): ExecResult => fail(`fallocate: ${problem}\n`);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'fallocate');
  const [word, extra] = parsed.operands;
  const length = optionValue(parsed, 'l');
  if (word === undefined) return usage('no filename specified');
  if (extra !== undefined) return usage('unexpected number of arguments');
  if (has(parsed, 'd')) return ok();
  if (length === undefined) return usage('no length argument specified');
  const bytes = blockSize(length)?.bytes;
  if (bytes === undefined || bytes <= 0) return usage('invalid length value specified');
  const end = bytes + (blockSize(optionValue(parsed, 'o') ?? '')?.bytes ?? 0);
  const path = pathOf(word, call);
  const { tree, parts } = call.shell;
  const { kernel } = parts;
  try {
    const node = tree.find(path);
    if (node?.kind === 'directory') return usage(`cannot open ${word}: Is a directory`);
    if (!node) tree.write(path, new Uint8Array());
    const size = node?.kind === 'file' ? node.size : 0;
    if (end - size > kernel.state.room(tree.resolve(path, 'open'), call.shell.who.uid)) {
      return usage('fallocate failed: No space left on device');
    }
    if (end > size && !has(parsed, 'n')) {
      tree.writeSparse(path, kernel.state.sparse.zeros(node ? tree.read(path) : new Uint8Array(), end));
    }
    kernel.events.fileWritten(tree.resolve(path, 'open'));
    return ok();
  } catch (error) {
    return usage(`cannot open ${word}: ${systemText(error)}`);
  }
}

export const ALLOCATING_TOOLS: readonly Tool[] = [
  { name: 'link', run: link },
  { name: 'unlink', run: unlink },
  { name: 'shred', run: shred },
  { name: 'fallocate', run: fallocate },
];
