/** `lsattr` and `chattr` of e2fsprogs and `getfacl` of acl, on a file system where nobody has set anything beyond the modes. */
import type { ExecResult } from 'just-bash';
import { getopt, has } from '../../../commands/getopt.ts';
import { systemText } from '../../../files/file-error.ts';
import { joinPath } from '../../../files/paths.ts';
import type { Node } from '../../../world.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { groupOf, ownerOf, pathOf } from './file-call.ts';

/** What every file of an ext4 file system has: extents. */
const PLAIN = '--------------e-------';

function lsattr(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('lsattr', args, { short: 'adlpRvV' });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nUsage: lsattr [-RVadlpv] [files...]\n`);
  const { tree } = call.shell;
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands.length > 0 ? parsed.operands : ['.']) {
    const path = pathOf(word, call);
    const node = tree.find(path, false);
    if (!node) stderr += `lsattr: No such file or directory while trying to stat ${word}\n`;
    else if (node.kind !== 'directory' || has(parsed, 'd')) stdout += `${PLAIN} ${word}\n`;
    else {
      try {
        for (const name of tree.list(path)) {
          const kind = tree.find(joinPath(path, name), false)?.kind;
          if ((name.startsWith('.') && !has(parsed, 'a')) || kind === 'link') continue;
          stdout += `${PLAIN} ${word.replace(/\/$/, '')}/${name}\n`;
        }
      } catch (error) {
        stderr += `lsattr: ${systemText(error)} While reading flags on ${word}\n`;
      }
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function chattr(args: readonly string[], call: Call): ExecResult {
  const words = args.filter((word) => !/^-[RVf]+$/.test(word));
  const changes = words.filter((word) => /^[-+=][aAcCdDeEFijmPsStTux]+$/.test(word));
  const files = words.filter((word) => !changes.includes(word));
  if (changes.length === 0 || files.length === 0) {
    return fail('Usage: chattr [-pRVf] [-+=aAcCdDeijPsStTuFx] [-v version] files...\n');
  }
  for (const word of files) {
    const node = call.shell.tree.find(pathOf(word, call));
    if (!node) return fail(`chattr: No such file or directory while trying to stat ${word}\n`);
    if (call.shell.who.uid !== 0 && changes.some((change) => /[ai]/.test(change))) {
      return fail(`chattr: Operation not permitted while setting flags on ${word}\n`);
    }
  }
  // Containers and most cloud images run without the capability that these flags take.
  return /[ai]/.test(changes.join(''))
    ? fail(`chattr: Operation not supported while setting flags on ${files[0]}\n`)
    : ok();
}

function getfacl(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('getfacl', args, {
    short: 'acdeEnpRsLPtc',
    long: { 'omit-header': 'c', 'absolute-names': 'p' },
  });
  if (parsed.problem !== undefined || parsed.operands.length === 0) {
    return fail("Usage: getfacl [-aceEsRLPtpndvh] file ...\nTry `getfacl --help' for more information.\n", 2);
  }
  const { host } = call.shell.parts.kernel.state;
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands) {
    const node = call.shell.tree.find(pathOf(word, call));
    if (!node) {
      stderr += `getfacl: ${word}: No such file or directory\n`;
      continue;
    }
    const shown = has(parsed, 'p') ? word : word.replace(/^\/+/, '');
    if (shown !== word && stderr === '') stderr += "getfacl: Removing leading '/' from absolute path names\n";
    const header = `# file: ${shown}\n# owner: ${ownerOf(node, host)}\n# group: ${groupOf(node, host)}\n`;
    stdout += `${has(parsed, 'c') ? '' : header}${entries(node)}\n`;
  }
  return { stdout, stderr, exitCode: /No such/.test(stderr) ? 1 : 0 };
}

function entries({ mode }: Node): string {
  const letters = (shift: number): string =>
    ['r', 'w', 'x'].map((letter, at) => (((mode >> shift) & (4 >> at)) === 0 ? '-' : letter)).join('');
  return `user::${letters(6)}\ngroup::${letters(3)}\nother::${letters(0)}\n`;
}

export const ATTRIBUTE_TOOLS: readonly Tool[] = [
  { name: 'lsattr', run: lsattr },
  { name: 'chattr', run: chattr },
  { name: 'getfacl', run: getfacl },
];
