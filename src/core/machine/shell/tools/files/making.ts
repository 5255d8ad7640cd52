/** `mkdir`, `rmdir`, `touch`, `ln`, `mktemp` and `truncate` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { parseDate } from '../../../commands/date/parse-date.ts';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { blockSize } from '../../../commands/storage/sizes.ts';
import { FileError, systemText } from '../../../files/file-error.ts';
import { joinPath, nameOf, parentOf } from '../../../files/paths.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { endsInSlash, pathOf, usageError } from './file-call.ts';

/** Runs one step for each word; its complaints make the result. */
function forEach(words: readonly string[], step: (word: string) => string | undefined): ExecResult {
  let stderr = '';
  for (const word of words) stderr += step(word) ?? '';
  return { stdout: '', stderr, exitCode: stderr === '' ? 0 : 1 };
}

function mkdir(args: readonly string[], call: Call): ExecResult {
  const spec = { short: 'm:pvZ', long: { 'mode=': 'm', parents: 'p', verbose: 'v' } };
  const parsed = getopt('mkdir', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'mkdir');
  if (parsed.operands.length === 0) return usageError('mkdir: missing operand', 'mkdir');
  const mode = optionValue(parsed, 'm');
  if (mode !== undefined && !/^[0-7]{1,4}$/.test(mode)) return fail(`mkdir: invalid mode ‘${mode}’\n`);
  const { tree } = call.shell;
  let stdout = '';
  const result = forEach(parsed.operands, (word) => {
    const path = pathOf(word, call);
    try {
      const existed = tree.find(path) !== undefined;
      if (has(parsed, 'p')) tree.makeFolders(path);
      else tree.makeFolder(path, false);
      if (mode !== undefined && !existed) tree.chmod(path, Number.parseInt(mode, 8));
      if (has(parsed, 'v') && !existed) stdout += `mkdir: created directory '${word}'\n`;
      return undefined;
    } catch (error) {
      return `mkdir: cannot create directory ‘${word}’: ${systemText(error)}\n`;
    }
  });
  return { ...result, stdout };
}

function rmdir(args: readonly string[], call: Call): ExecResult {
  const spec = { short: 'pv', long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'ignore' } };
  const parsed = getopt('rmdir', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'rmdir');
  if (parsed.operands.length === 0) return usageError('rmdir: missing operand', 'rmdir');
  const { tree } = call.shell;
  return forEach(parsed.operands, (word) => {
    try {
      let path = pathOf(word, call);
      const levels = has(parsed, 'p') ? word.split('/').filter(Boolean).length : 1;
      for (let level = 0; level < levels; level += 1) {
        if (tree.node(path, 'rmdir', false).kind !== 'directory') throw new FileError('ENOTDIR', 'rmdir', path);
        tree.remove(path, false);
        path = parentOf(path);
      }
      return undefined;
    } catch (error) {
      const reason = systemText(error);
      if (reason === 'Directory not empty' && has(parsed, 'ignore')) return undefined;
      return `rmdir: failed to remove '${word}': ${reason}\n`;
    }
  });
}

/** `[[CC]YY]MMDDhhmm[.ss]` in milliseconds since 1970. */
function stampTime(stamp: string, now: number): number | undefined {
  const match = /^(\d{2})?(\d{2})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(stamp);
  if (!match) return undefined;
  const digits = stamp.replace(/\..*/, '').length;
  const [century, year] =
    digits === 12 ? [match[1], match[2]] : digits === 10 ? [undefined, match[1]] : [undefined, undefined];
  const short = Number(year);
  const full =
    year === undefined ? new Date(now).getUTCFullYear() : Number(century ?? (short < 69 ? 20 : 19)) * 100 + short;
  const [, , , month, day, hour, minute, second = '0'] = match;
  return Date.UTC(full, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

function touch(args: readonly string[], call: Call): ExecResult {
  const spec = {
    short: 'acd:fhmr:t:',
    long: { 'no-create': 'c', 'date=': 'd', 'no-dereference': 'h', 'reference=': 'r', 'time=': 'time' },
  };
  const parsed = getopt('touch', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'touch');
  if (parsed.operands.length === 0) return usageError('touch: missing file operand', 'touch');
  const { tree, parts } = call.shell;
  const { now } = parts.kernel.schedule;
  const [date, stamp, reference] = [optionValue(parsed, 'd'), optionValue(parsed, 't'), optionValue(parsed, 'r')];
  let time = now;
  if (date !== undefined) {
    const parsedDate = parseDate(date, now);
    if (parsedDate === undefined) return fail(`touch: invalid date format ‘${date}’\n`);
    time = parsedDate;
  } else if (stamp !== undefined) {
    const parsedStamp = stampTime(stamp, now);
    if (parsedStamp === undefined) return fail(`touch: invalid date format ‘${stamp}’\n`);
    time = parsedStamp;
  } else if (reference !== undefined) {
    const node = tree.find(pathOf(reference, call));
    if (!node) return fail(`touch: failed to get attributes of '${reference}': No such file or directory\n`);
    time = node.mtime;
  }
  return forEach(parsed.operands, (word) => {
    const path = pathOf(word, call);
    try {
      if (!tree.find(path)) {
        if (has(parsed, 'c')) return undefined;
        if (endsInSlash(word)) throw new FileError('ENOENT', 'open', path);
        tree.write(path, new Uint8Array());
        parts.kernel.events.fileWritten(tree.resolve(path, 'open'));
      } else tree.checkWritable(path);
      if (!(has(parsed, 'a') && !has(parsed, 'm'))) tree.setTime(path, time);
      return undefined;
    } catch (error) {
      return `touch: cannot touch '${word}': ${systemText(error)}\n`;
    }
  });
}

function ln(args: readonly string[], call: Call): ExecResult {
  const spec = {
    short: 'bdfFiLnPrsS:t:Tv',
    long: {
      force: 'f',
      'no-dereference': 'n',
      relative: 'r',
      symbolic: 's',
      'target-directory=': 't',
      'no-target-directory': 'T',
      verbose: 'v',
    },
  };
  const parsed = getopt('ln', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'ln');
  const { operands } = parsed;
  if (operands.length === 0) return usageError('ln: missing file operand', 'ln');
  const { tree, parts } = call.shell;
  const into = optionValue(parsed, 't') ?? (operands.length === 1 ? '.' : operands.at(-1)) ?? '.';
  const sources = optionValue(parsed, 't') !== undefined || operands.length === 1 ? operands : operands.slice(0, -1);
  const at = pathOf(into, call);
  const isFolder = tree.find(at, !has(parsed, 'n'))?.kind === 'directory' && !has(parsed, 'T');
  if (!isFolder && sources.length > 1) return fail(`ln: target '${into}' is not a directory\n`);
  const symbolic = has(parsed, 's');
  return forEach(sources, (word) => {
    const source = pathOf(word, call);
    const link = isFolder ? joinPath(at, nameOf(source)) : at;
    const linkWord = isFolder ? `${into.replace(/\/$/, '')}/${nameOf(source)}` : into;
    try {
      if (!symbolic) {
        const node = tree.find(source, false);
        if (!node) return `ln: failed to access '${word}': No such file or directory\n`;
        if (node.kind === 'directory') return `ln: ${word}: hard link not allowed for directory\n`;
      }
      if (tree.find(link, false) && has(parsed, 'f')) tree.remove(link, false);
      if (symbolic) tree.makeLink(has(parsed, 'r') ? relativeTo(source, parentOf(link)) : word, link);
      else {
        tree.makeHardLink(source, link);
        parts.kernel.events.fileWritten(tree.resolve(link, 'link', false));
      }
      return undefined;
    } catch (error) {
      const reason = systemText(error);
      const source = reason === 'File exists' ? '' : ` => '${word}'`;
      const what = symbolic ? `symbolic link '${linkWord}'` : `hard link '${linkWord}'${source}`;
      return `ln: failed to create ${what}: ${reason}\n`;
    }
  });
}

/** A path as it is written from a folder: `../a/b`. */
function relativeTo(path: string, folder: string): string {
  const [to, from] = [path.split('/').filter(Boolean), folder.split('/').filter(Boolean)];
  let shared = 0;
  while (shared < to.length && to[shared] === from[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function mktemp(args: readonly string[], call: Call): ExecResult {
  const spec = {
    short: 'dp:qtu',
    long: { directory: 'd', 'tmpdir=?': 'p', quiet: 'q', 'suffix=': 'suffix', 'dry-run': 'u' },
  };
  const parsed = getopt('mktemp', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'mktemp');
  const [template = 'tmp.XXXXXXXXXX'] = parsed.operands;
  const suffix = optionValue(parsed, 'suffix') ?? '';
  const place = /^(.*?)(X{3,})([^X]*)$/.exec(template + suffix);
  if (!place) return fail(`mktemp: too few X's in template ‘${template}’\n`);
  const { draw } = call.shell.parts.kernel;
  const [, before = '', marks = '', after = ''] = place;
  const name = before + Array.from(marks, () => LETTERS.charAt(draw.int(0, LETTERS.length - 1))).join('') + after;
  const folder = optionValue(parsed, 'p') ?? call.context.exportedEnv?.['TMPDIR'] ?? '/tmp';
  const inFolder = parsed.operands.length === 0 || has(parsed, 'p', 't');
  const shown = inFolder ? joinPath(folder, name) : name;
  const path = pathOf(shown, call);
  const { tree } = call.shell;
  try {
    if (has(parsed, 'u')) return ok(`${shown}\n`);
    if (has(parsed, 'd')) tree.makeFolder(path, false);
    else tree.write(path, new Uint8Array());
    tree.chmod(path, has(parsed, 'd') ? 0o700 : 0o600);
    return ok(`${shown}\n`);
  } catch (error) {
    const what = has(parsed, 'd') ? 'directory' : 'file';
    return fail(`mktemp: failed to create ${what} via template ‘${shown}’: ${systemText(error)}\n`);
  }
}

function truncate(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('truncate', args, {
    short: 'cor:s:',
    long: { 'no-create': 'c', 'reference=': 'r', 'size=': 's' },
  });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'truncate');
  const { tree, parts } = call.shell;
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/.exec(optionValue(parsed, 's') ?? '') ?? [];
  const amount = blockSize(digits)?.bytes ?? (digits === '0' ? 0 : undefined);
  if (amount === undefined)
    return usageError('truncate: you must specify either ‘--size’ or ‘--reference’', 'truncate');
  if (parsed.operands.length === 0) return usageError('truncate: missing file operand', 'truncate');
  return forEach(parsed.operands, (word) => {
    const path = pathOf(word, call);
    try {
      const node = tree.find(path);
      if (!node && has(parsed, 'c')) return undefined;
      const size = node?.kind === 'file' ? node.size : 0;
      const wanted = Math.max(0, sign === '+' ? size + amount : sign === '-' ? size - amount : amount);
      const before = node ? tree.read(path) : new Uint8Array();
      if (wanted <= before.length) tree.write(path, before.slice(0, wanted));
      else tree.writeSparse(path, parts.kernel.state.sparse.zeros(before, wanted));
      parts.kernel.events.fileWritten(tree.resolve(path, 'open'));
      return undefined;
    } catch (error) {
      return `truncate: cannot open '${word}' for writing: ${systemText(error)}\n`;
    }
  });
}

export const MAKING_TOOLS: readonly Tool[] = [
  { name: 'mkdir', run: mkdir },
  { name: 'rmdir', run: rmdir },
  { name: 'touch', run: touch },
  { name: 'ln', run: ln },
  { name: 'mktemp', run: mktemp },
  { name: 'truncate', run: truncate },
];
