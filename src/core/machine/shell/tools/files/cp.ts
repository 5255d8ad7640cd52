/** `cp` of GNU coreutils, and `install` as far as it copies. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../../commands/getopt.ts';
import { systemText } from '../../../files/file-error.ts';
import { isWithin, joinPath, nameOf, parentOf } from '../../../files/paths.ts';
import type { Node } from '../../../world.ts';
import type { Call, Tool } from '../../contracts.ts';
import { copyFile } from '../../copy.ts';
import { pathOf, usageError } from './file-call.ts';

const SPEC = {
  short: 'abdfiHlLnPprRsS:t:TuvxZ',
  long: {
    archive: 'a',
    force: 'f',
    interactive: 'i',
    link: 'l',
    dereference: 'L',
    'no-clobber': 'n',
    'no-dereference': 'P',
    'preserve=?': 'p',
    'no-preserve=': 'nopreserve',
    parents: 'parents',
    recursive: 'r',
    'reflink=?': 'reflink',
    'remove-destination': 'f',
    'sparse=': 'sparse',
    'symbolic-link': 's',
    'target-directory=': 't',
    'no-target-directory': 'T',
    update: 'u',
    verbose: 'v',
    'one-file-system': 'x',
  },
};

interface Copying {
  readonly parsed: ParsedOptions;
  readonly call: Call;
  stdout: string;
  stderr: string;
}

function recursive({ parsed }: Copying): boolean {
  return has(parsed, 'a', 'r', 'R');
}

/** Copies what lies at a path to another; complaints and progress are noted. */
async function copy(from: string, fromWord: string, to: string, toWord: string, copying: Copying): Promise<void> {
  const { parsed, call } = copying;
  const { tree } = call.shell;
  if (call.shell.interruption) return;
  const follows = has(parsed, 'L') || (!recursive(copying) && !has(parsed, 'P', 'd'));
  let node: Node;
  try {
    node = tree.node(from, 'cp', follows);
  } catch (error) {
    copying.stderr += `cp: cannot stat '${fromWord}': ${systemText(error)}\n`;
    return;
  }
  if (node.kind === 'directory') {
    await copyFolder(from, fromWord, to, toWord, node, copying);
    return;
  }
  const existing = tree.find(to);
  if (existing?.kind === 'directory') {
    copying.stderr += `cp: cannot overwrite directory '${toWord}' with non-directory\n`;
    return;
  }
  if (existing && has(parsed, 'n')) return;
  if (existing && has(parsed, 'u') && existing.mtime >= node.mtime) return;
  if (existing && existing.inode === node.inode) {
    copying.stderr += `cp: '${fromWord}' and '${toWord}' are the same file\n`;
    return;
  }
  try {
    await copyOne(from, to, node, copying);
    if (has(parsed, 'v')) copying.stdout += `'${fromWord}' -> '${toWord}'\n`;
  } catch (error) {
    const reason = systemText(error);
    if (reason === 'No space left on device') copying.stderr += `cp: error writing '${toWord}': ${reason}\n`;
    else if (tree.find(from) && !mayRead(from, call))
      copying.stderr += `cp: cannot open '${fromWord}' for reading: ${reason}\n`;
    else copying.stderr += `cp: cannot create regular file '${toWord}': ${reason}\n`;
  }
}

function mayRead(path: string, call: Call): boolean {
  try {
    call.shell.tree.readable(path);
    return true;
  } catch {
    return false;
  }
}

async function copyOne(from: string, to: string, node: Node, copying: Copying): Promise<void> {
  const { parsed, call } = copying;
  const { tree, parts } = call.shell;
  const replaced = (): void => {
    if (tree.find(to, false)) tree.remove(to, false);
  };
  if (has(parsed, 's')) {
    replaced();
    tree.makeLink(from, to);
  } else if (has(parsed, 'l')) {
    replaced();
    tree.makeHardLink(from, to);
  } else if (node.kind === 'link') {
    replaced();
    tree.makeLink(node.target, to);
  } else {
    await copyFile(parts.kernel, tree, (bytes) => call.shell.transfer(bytes), tree.readable(from), from, to);
    keepAttributes(node, to, copying);
  }
}

/** What `-p` and `-a` keep. */
function keepAttributes(node: Node, to: string, { parsed, call }: Copying): void {
  if (!has(parsed, 'a', 'p')) return;
  const { tree, who } = call.shell;
  // Somebody may have removed the copy while it grew.
  if (!tree.find(to)) return;
  tree.chmod(to, node.mode);
  if (who.uid === 0) tree.chown(to, node.uid, node.gid);
  tree.setTime(to, node.mtime);
}

async function copyFolder(
  from: string,
  fromWord: string,
  to: string,
  toWord: string,
  node: Node,
  copying: Copying,
): Promise<void> {
  const { parsed, call } = copying;
  const { tree } = call.shell;
  if (!recursive(copying)) {
    copying.stderr += `cp: -r not specified; omitting directory '${fromWord}'\n`;
    return;
  }
  try {
    const source = tree.resolve(from, 'cp');
    if (isWithin(tree.resolve(to, 'cp'), source)) {
      copying.stderr += `cp: cannot copy a directory, '${fromWord}', into itself, '${toWord}'\n`;
      return;
    }
    const existing = tree.find(to);
    if (existing && existing.kind !== 'directory') {
      copying.stderr += `cp: cannot overwrite non-directory '${toWord}' with directory '${fromWord}'\n`;
      return;
    }
    if (!existing) {
      tree.makeFolder(to, false);
      if (has(parsed, 'v')) copying.stdout += `'${fromWord}' -> '${toWord}'\n`;
    }
  } catch (error) {
    copying.stderr += `cp: cannot create directory '${toWord}': ${systemText(error)}\n`;
    return;
  }
  let names: readonly string[];
  try {
    names = tree.list(from);
  } catch (error) {
    copying.stderr += `cp: cannot access '${fromWord}': ${systemText(error)}\n`;
    return;
  }
  for (const name of names) {
    await copy(joinPath(from, name), below(fromWord, name), joinPath(to, name), below(toWord, name), copying);
  }
  keepAttributes(node, to, copying);
}

function below(word: string, name: string): string {
  return word.endsWith('/') ? `${word}${name}` : `${word}/${name}`;
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('cp', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'cp');
  const into = optionValue(parsed, 't');
  const words = into === undefined ? [...parsed.operands] : [...parsed.operands, into];
  const target = words.at(-1);
  if (parsed.operands.length === 0 || target === undefined) return usageError('cp: missing file operand', 'cp');
  if (words.length === 1) return usageError(`cp: missing destination file operand after '${target}'`, 'cp');
  const copying: Copying = { parsed, call, stdout: '', stderr: '' };
  const { tree } = call.shell;
  const at = pathOf(target, call);
  const isFolder = tree.find(at)?.kind === 'directory' && !has(parsed, 'T');
  const sources = words.slice(0, -1);
  if (!isFolder && (sources.length > 1 || into !== undefined)) {
    return { stdout: '', stderr: `cp: target '${target}' is not a directory\n`, exitCode: 1 };
  }
  if (!isFolder && target.endsWith('/') && !recursive(copying)) {
    return {
      stdout: '',
      stderr: `cp: cannot create regular file '${target}': Not a directory\n`,
      exitCode: 1,
    };
  }
  for (const word of sources) {
    const from = pathOf(word, call);
    // What lies in a folder goes straight into the target when the folder is named by a dot.
    const name = /(^|\/)\.{1,2}\/?$/.test(word) ? '' : nameOf(from);
    const inside = has(parsed, 'parents') ? word : name;
    const to = isFolder && inside !== '' ? joinPath(at, inside) : at;
    if (has(parsed, 'parents')) tree.makeFolders(parentOf(to));
    await copy(from, word, to, isFolder && inside !== '' ? below(target, inside) : target, copying);
  }
  return { stdout: copying.stdout, stderr: copying.stderr, exitCode: copying.stderr === '' ? 0 : 1 };
}

export const cp: Tool = { name: 'cp', run };
