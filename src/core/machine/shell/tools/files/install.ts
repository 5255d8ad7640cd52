/** `install` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { systemText } from '../../../files/file-error.ts';
import { joinPath, nameOf, parentOf } from '../../../files/paths.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { copyFile } from '../../copy.ts';
import { pathOf, usageError } from './file-call.ts';
import { changedMode } from './modes.ts';

const SPEC = {
  short: 'bcCdDg:m:o:pst:Tv',
  long: {
    directory: 'd',
    'group=': 'g',
    'mode=': 'm',
    'owner=': 'o',
    'target-directory=': 't',
    'no-target-directory': 'T',
    verbose: 'v',
  },
} as const;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('install', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'install');
  const { tree, parts } = call.shell;
  const given = optionValue(parsed, 'm');
  const mode = given === undefined ? 0o755 : changedMode(given, { kind: 'file', mode: 0 }, 0);
  if (mode === undefined) return fail(`install: invalid mode ‘${given}’\n`);
  const words = [...parsed.operands];
  const into = optionValue(parsed, 't');
  const [only] = words;
  if (only === undefined) return usageError('install: missing file operand', 'install');
  const said: string[] = [];
  if (has(parsed, 'd')) {
    for (const word of words) {
      const path = pathOf(word, call);
      const isNew = tree.find(path) === undefined;
      try {
        tree.makeFolders(path);
        tree.chmod(path, mode);
      } catch (error) {
        return fail(`install: cannot create directory ‘${word}’: ${systemText(error)}\n`);
      }
      if (isNew) said.push(`install: creating directory '${word}'\n`);
    }
    return ok(has(parsed, 'v') ? said.join('') : '');
  }
  const target = into ?? (words.length > 1 ? words.pop() : undefined);
  if (target === undefined) return usageError(`install: missing destination file operand after '${only}'`, 'install');
  const targetPath = pathOf(target, call);
  const isFolder = tree.find(targetPath)?.kind === 'directory' && !has(parsed, 'T');
  if (words.length > 1 && !isFolder) return fail(`install: target '${target}' is not a directory\n`);
  let stderr = '';
  for (const word of words) {
    const from = pathOf(word, call);
    const to = isFolder ? joinPath(targetPath, nameOf(from)) : targetPath;
    const shown = isFolder ? `${target.replace(/\/$/, '')}/${nameOf(from)}` : target;
    const source = tree.find(from);
    if (!source) {
      stderr += `install: cannot stat '${word}': No such file or directory\n`;
      continue;
    }
    if (source.kind === 'directory') {
      stderr += `install: omitting directory '${word}'\n`;
      continue;
    }
    try {
      if (has(parsed, 'D')) tree.makeFolders(parentOf(to));
      await copyFile(parts.kernel, tree, (bytes) => call.shell.transfer(bytes), tree.readable(from), from, to);
      tree.chmod(to, mode);
      said.push(`'${word}' -> '${shown}'\n`);
    } catch (error) {
      stderr += `install: cannot create regular file '${shown}': ${systemText(error)}\n`;
    }
  }
  return { stdout: has(parsed, 'v') ? said.join('') : '', stderr, exitCode: stderr === '' ? 0 : 1 };
}

export const install: Tool = { name: 'install', run };
