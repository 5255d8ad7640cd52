/** `mv` and `rm` of GNU coreutils. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { systemText } from '../../../files/file-error.ts';
import { joinPath, nameOf } from '../../../files/paths.ts';
import { type Call, fail, type Tool } from '../../contracts.ts';
import { endsInSlash, pathOf, usageError } from './file-call.ts';

const MV = {
  short: 'bfinS:t:TuvZ',
  long: {
    force: 'f',
    interactive: 'i',
    'no-clobber': 'n',
    'target-directory=': 't',
    'no-target-directory': 'T',
    update: 'u',
    verbose: 'v',
  },
};

async function move(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('mv', args, MV);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'mv');
  const into = optionValue(parsed, 't');
  const words = into === undefined ? parsed.operands : [...parsed.operands, into];
  const target = words.at(-1);
  if (parsed.operands.length === 0 || target === undefined) return usageError('mv: missing file operand', 'mv');
  if (words.length === 1) return usageError(`mv: missing destination file operand after '${target}'`, 'mv');
  const { tree } = call.shell;
  const at = pathOf(target, call);
  const isFolder = tree.find(at)?.kind === 'directory' && !has(parsed, 'T');
  if (!isFolder && words.length > 2) return fail(`mv: target '${target}' is not a directory\n`);
  let stdout = '';
  let stderr = '';
  for (const word of words.slice(0, -1)) {
    const from = pathOf(word, call);
    const to = isFolder ? joinPath(at, nameOf(from)) : at;
    const toWord = isFolder ? `${target.replace(/\/$/, '')}/${nameOf(from)}` : target;
    try {
      tree.node(from, 'stat', false);
    } catch (error) {
      stderr += `mv: cannot stat '${word}': ${systemText(error)}\n`;
      continue;
    }
    const existing = tree.find(to, false);
    if (existing && has(parsed, 'n')) continue;
    if (existing && existing.inode === tree.find(from, false)?.inode) {
      stderr += `mv: '${word}' and '${toWord}' are the same file\n`;
      continue;
    }
    try {
      await call.context.fs.mv(from, to);
      if (has(parsed, 'v')) stdout += `renamed '${word}' -> '${toWord}'\n`;
    } catch (error) {
      stderr += complaint(word, toWord, systemText(error));
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function complaint(from: string, to: string, reason: string): string {
  switch (reason) {
    case 'Invalid argument':
      return `mv: cannot move '${from}' to a subdirectory of itself, '${to}'\n`;
    case 'Is a directory':
      return `mv: cannot overwrite directory '${to}' with non-directory\n`;
    case 'Not a directory':
      return `mv: cannot overwrite non-directory '${to}' with directory '${from}'\n`;
    default:
      return `mv: cannot move '${from}' to '${to}': ${reason}\n`;
  }
}

const RM = {
  short: 'dfiIrRv',
  long: {
    dir: 'd',
    force: 'f',
    'interactive=?': 'i',
    recursive: 'r',
    verbose: 'v',
    'no-preserve-root': 'noroot',
    'preserve-root=?': 'root',
    'one-file-system': 'x',
  },
};

async function remove(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('rm', args, RM);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'rm');
  const force = has(parsed, 'f');
  const recursive = has(parsed, 'r', 'R');
  if (parsed.operands.length === 0) return force ? fail('', 0) : usageError('rm: missing operand', 'rm');
  let stdout = '';
  let stderr = '';
  const answers = decodeBytesToUtf8(call.context.stdin).split('\n');
  for (const word of parsed.operands) {
    const path = pathOf(word, call);
    const node = has(parsed, 'i') ? call.shell.tree.find(path, false) : undefined;
    if (node) {
      const kind = node.kind === 'file' ? (node.size === 0 ? 'regular empty file' : 'regular file') : node.kind;
      stderr += `rm: remove ${kind === 'link' ? 'symbolic link' : kind} '${word}'? `;
      if (!/^y/i.test(answers.shift() ?? '')) continue;
    }
    if (/(^|\/)\.{1,2}\/?$/.test(word) && recursive) {
      stderr += `rm: refusing to remove '.' or '..' directory: skipping '${word}'\n`;
      continue;
    }
    if (path === '/' && recursive && !has(parsed, 'noroot')) {
      stderr += `rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n`;
      continue;
    }
    const removed = await removeOne(path, word, { recursive, force, folders: has(parsed, 'd') }, call);
    stderr += removed.stderr;
    if (has(parsed, 'v')) stdout += removed.stdout;
  }
  const complained = /^rm: (?!remove )/m.test(stderr);
  return { stdout, stderr, exitCode: complained ? 1 : 0 };
}

interface RemoveOptions {
  readonly recursive: boolean;
  readonly force: boolean;
  readonly folders: boolean;
}

/** Removes what lies at a path, as much of it as may be removed. */
async function removeOne(
  path: string,
  word: string,
  options: RemoveOptions,
  call: Call,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { tree } = call.shell;
  let stdout = '';
  let stderr = '';
  try {
    const node = tree.node(path, 'rm', endsInSlash(word));
    if (node.kind === 'directory') {
      if (!options.recursive && !options.folders)
        return { stdout, stderr: `rm: cannot remove '${word}': Is a directory\n` };
      for (const name of options.recursive ? tree.list(path) : []) {
        const below = await removeOne(joinPath(path, name), `${word.replace(/\/$/, '')}/${name}`, options, call);
        stdout += below.stdout;
        stderr += below.stderr;
      }
      if (stderr !== '') return { stdout, stderr };
    }
    await call.context.fs.rm(path, { recursive: false });
    stdout += node.kind === 'directory' ? `removed directory '${word}'\n` : `removed '${word}'\n`;
  } catch (error) {
    const reason = systemText(error);
    if (!(options.force && (reason === 'No such file or directory' || reason === 'Not a directory'))) {
      stderr += `rm: cannot remove '${word}': ${reason}\n`;
    }
  }
  return { stdout, stderr };
}

export const MOVING_TOOLS: readonly Tool[] = [
  { name: 'mv', run: move },
  { name: 'rm', run: remove },
];
