/** `rsync` 3.2. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../commands/getopt.ts';
import { isWithin, joinPath, nameOf, parentOf } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../../shell/contracts.ts';
import type { Node } from '../../world.ts';
import { asClient } from '../client-process.ts';
import { type Copying, copyBetween } from '../copy-between.ts';
import { sshWords } from '../ssh-words.ts';
import { openPlace, type Place, placeWord } from './places.ts';
import { transferOf } from './scp.ts';

const SPEC = {
  short: 'avzrlptgoDPhnqiuRe:HAXSWxbcCmk',
  long: {
    archive: 'a',
    verbose: 'v',
    compress: 'z',
    recursive: 'r',
    progress: 'progress',
    partial: 'partial',
    'human-readable': 'h',
    'dry-run': 'n',
    quiet: 'q',
    delete: 'delete',
    'exclude=': 'exclude',
    'include=': 'include',
    'rsh=': 'e',
    stats: 'stats',
    times: 't',
    perms: 'p',
    links: 'l',
    owner: 'o',
    group: 'g',
    update: 'u',
    inplace: 'inplace',
    'info=': 'info',
    'bwlimit=': 'bwlimit',
    'timeout=': 'timeout',
    checksum: 'c',
    'ignore-existing': 'existing',
    'itemize-changes': 'i',
    'no-perms': 'no',
    'no-owner': 'no',
    'no-group': 'no',
    mkpath: 'mkpath',
    version: 'version',
    sparse: 'S',
    'append-verify': 'append',
    append: 'append',
    'whole-file': 'W',
  },
};

/** Bytes that go along with each file, and once. */
const PER_FILE = 71;
const ONCE = 35;

/** Runs `rsync` with the words after its name. `password` is what somebody types when it asks. */
export async function runRsync(args: readonly string[], call: Call, password?: string): Promise<ExecResult> {
  const parsed = getopt('rsync', args, SPEC);
  if (has(parsed, 'version')) {
    return { stdout: 'rsync  version 3.2.7  protocol version 31\n', stderr: '', exitCode: 0 };
  }
  if (parsed.problem !== undefined) {
    const what = parsed.problem.replace(
      /^rsync: (?:invalid option -- '(.)'|unrecognized option '(--[^']*)')$/,
      (_all, letter, long) => `rsync: ${long ?? `-${letter}`}: unknown option`,
    );
    return fail(`${what}\nrsync error: syntax or usage error (code 1) at main.c(1789) [client=3.2.7]\n`);
  }
  if (parsed.operands.length < 2) {
    return fail('rsync error: syntax or usage error (code 1) at options.c(1806) [client=3.2.7]\n');
  }
  return asClient(['rsync', ...args], call, (_pid, killed) => synchronise(parsed, call, killed, password));
}

async function synchronise(
  parsed: ParsedOptions,
  call: Call,
  killed: () => boolean,
  password: string | undefined,
): Promise<ExecResult> {
  const started = call.shell.parts.kernel.schedule.now;
  const shellWords = (optionValue(parsed, 'e') ?? 'ssh').split(/\s+/).slice(1);
  const words = sshWords('ssh', [...shellWords], {
    portLetter: 'p',
    flags: '1246AaCfGgKkMNnqsTtVvXxYy',
    takesHost: false,
    password,
  });
  if ('problem' in words) return fail(`${words.problem}\n${broken(255)}`, 255);
  const target = await openPlace(placeWord(parsed.operands.at(-1) ?? ''), words.wish, call, 'rsync');
  if ('problem' in target) return fail(`${target.problem}${broken(255)}`, 255);
  const run: Run = {
    parsed,
    call,
    target,
    killed,
    lines: [],
    stderr: target.notices,
    size: 0,
    sent: 0,
    files: 0,
    code: 0,
  };
  for (const word of parsed.operands.slice(0, -1)) {
    const source = await openPlace(placeWord(word), words.wish, call, 'rsync');
    if ('problem' in source) return fail(`${run.stderr}${source.problem}${broken(255)}`, 255);
    run.stderr += source.notices;
    await sendOne(source, run);
    if (run.code === 11 || run.code === 20) break;
  }
  const pulls = parsed.operands.slice(0, -1).some((word) => placeWord(word).remote);
  return report(run, pulls, call.shell.parts.kernel.schedule.now - started);
}

interface Run {
  readonly parsed: ParsedOptions;
  readonly call: Call;
  readonly target: Place;
  readonly killed: () => boolean;
  readonly lines: string[];
  stderr: string;
  /** Bytes of all files, and of those that were sent. */
  size: number;
  sent: number;
  files: number;
  code: number;
}

async function sendOne(source: Place, run: Run): Promise<void> {
  const { parsed, target, call, killed } = run;
  const typed = source.word.path === '' ? '.' : source.word.path;
  const from = source.absolute(typed);
  const node = source.tree.find(from);
  if (!node) {
    run.stderr += `rsync: [sender] link_stat "${from}" failed: No such file or directory (2)\n`;
    run.code = 23;
    return;
  }
  if (node.kind === 'directory' && !has(parsed, 'a', 'r')) {
    run.lines.push(`skipping directory ${typed.endsWith('/') ? '.' : nameOf(from)}`);
    return;
  }
  const destination = target.absolute(target.word.path === '' ? '.' : target.word.path);
  const contents = typed.endsWith('/') || nameOf(typed) === '.';
  const existing = target.tree.find(destination);
  const wantsFolder = node.kind === 'directory' || target.word.path.endsWith('/') || existing?.kind === 'directory';
  if (!existing && wantsFolder) {
    if (!target.tree.find(parentOf(destination)) && !has(parsed, 'mkpath')) {
      run.stderr += `rsync: [Receiver] mkdir "${destination}" failed: No such file or directory (2)\nrsync error: error in file IO (code 11) at main.c(787) [Receiver=3.2.7]\n`;
      run.code = 11;
      return;
    }
    run.lines.push(`created directory ${target.word.path.replace(/(.)\/$/, '$1')}`);
    if (!has(parsed, 'n')) target.tree.makeFolders(destination);
  }
  const to = !wantsFolder
    ? destination
    : node.kind === 'directory' && contents
      ? destination
      : joinPath(destination, nameOf(from));
  const base = node.kind === 'directory' && contents ? from : parentOf(from);
  const shown = (path: string, entry: Node): string => {
    const relative = path === base ? '.' : path.slice(base === '/' ? 1 : base.length + 1);
    return entry.kind === 'directory' ? `${relative}/` : relative;
  };
  const excluded = parsed.options.filter(({ name }) => name === 'exclude').map(({ value }) => value ?? '');
  const copying: Copying = {
    ...transferOf(call, source, target, killed),
    from: source,
    to: target,
    preserve: has(parsed, 'a', 't', 'p'),
    skips: (path, at) => {
      if (call.shell.interruption || killed()) return true;
      const entry = source.tree.find(path);
      if (!entry || excluded.some((pattern) => isExcluded(path.slice(base.length + 1), pattern))) return true;
      if (entry.kind === 'file') run.size += entry.size;
      const there = target.tree.find(at);
      const same = entry.kind === 'file' && there?.kind === 'file' && isSame(entry, there, parsed);
      if (!same && has(parsed, 'n')) run.lines.push(shown(path, entry));
      return same || (has(parsed, 'n') && entry.kind === 'file');
    },
    failed: (path, reason, side) => {
      const number = { 'Permission denied': 13, 'No space left on device': 28 }[reason] ?? 2;
      run.stderr += `rsync: ${side === 'from' ? '[sender] send_files failed to open' : '[receiver] mkstemp'} "${path}"${side === 'to' ? ' failed' : ''}: ${reason} (${number})\n`;
      run.code = reason === 'No space left on device' ? 11 : 23;
    },
    copied: (path, _to, entry) => {
      if (has(parsed, 'n')) return;
      if (entry.kind === 'file') {
        run.files += 1;
        run.sent += entry.size;
      }
      run.lines.push(shown(path, entry));
      if (entry.kind === 'file' && has(parsed, 'P', 'progress')) run.lines.push(progress(entry, run, source));
    },
  };
  await copyBetween(from, to, copying);
  if (has(parsed, 'delete') && !has(parsed, 'n') && node.kind === 'directory')
    removeExtra(from, to, source, run, base === from ? to : parentOf(to));
}

function isSame(
  a: Extract<Node, { kind: 'file' }>,
  b: Extract<Node, { kind: 'file' }>,
  parsed: ParsedOptions,
): boolean {
  if (has(parsed, 'existing')) return true;
  if (a.size !== b.size) return false;
  return has(parsed, 'c') ? a.digest === b.digest : Math.floor(a.mtime / 1000) === Math.floor(b.mtime / 1000);
}

function isExcluded(relative: string, pattern: string): boolean {
  const bare = pattern.replace(/\/$/, '');
  const source = bare
    .replace(/^\//, '')
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '.*')
    .replaceAll('?', '[^/]');
  return bare.startsWith('/') || bare.includes('/')
    ? new RegExp(`^${source}$`).test(relative)
    : new RegExp(`^${source}$`).test(nameOf(`/${relative}`));
}

function progress(node: Extract<Node, { kind: 'file' }>, run: Run, source: Place): string {
  const ms = transferOf(run.call, source, run.target, run.killed).timeOf(node.size);
  const rate = node.size / Math.max(ms, 1) / 1000;
  const seconds = Math.round(ms / 1000);
  const time = `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return `${grouped(node.size).padStart(15)} 100%  ${rate.toFixed(2).padStart(6)}MB/s    ${time} (xfr#${run.files}, to-chk=0/${run.files})`;
}

function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function removeExtra(from: string, to: string, source: Place, run: Run, base: string): void {
  const { tree } = run.target;
  if (tree.find(to)?.kind !== 'directory' || isWithin(from, to)) return;
  const wanted = new Set(source.tree.list(from));
  for (const name of tree.list(to)) {
    const at = joinPath(to, name);
    const there = tree.find(at, false);
    if (wanted.has(name)) {
      if (there?.kind === 'directory' && source.tree.find(joinPath(from, name))?.kind === 'directory')
        removeExtra(joinPath(from, name), at, source, run, base);
      continue;
    }
    for (const removed of tree.remove(at, true)) run.target.kernel.events.fileRemoved(removed, undefined);
    run.lines.push(`deleting ${at.slice(base.length + 1)}${there?.kind === 'directory' ? '/' : ''}`);
  }
}

function report(run: Run, pulls: boolean, ms: number): ExecResult {
  const { parsed, lines } = run;
  const loud = has(parsed, 'v', 'P', 'progress', 'i') && !has(parsed, 'q');
  const sent = Math.round(run.sent * 1.000_25) + run.files * PER_FILE + ONCE;
  const received = run.files * 19 + 12;
  const [out, into] = pulls ? [received, sent] : [sent, received];
  const rate = (sent + received) / Math.max(0.5, ms / 1000);
  const speedup = (run.size / (sent + received)).toFixed(2);
  const summary = `\nsent ${grouped(out)} bytes  received ${grouped(into)} bytes  ${grouped(rate)}.00 bytes/sec\ntotal size is ${grouped(run.size)}  speedup is ${speedup}${has(parsed, 'n') ? ' (DRY RUN)' : ''}\n`;
  const head = `${pulls ? 'receiving' : 'sending'} incremental file list\n`;
  const stdout = loud ? `${head}${lines.map((line) => `${line}\n`).join('')}${has(parsed, 'v') ? summary : ''}` : '';
  const ended = run.killed() || run.call.shell.interruption !== undefined;
  const code = ended ? 20 : run.code;
  const words: Readonly<Record<number, string>> = {
    11: 'rsync error: error in file IO (code 11) at receiver.c(380) [receiver=3.2.7]\n',
    20: 'rsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(716) [sender=3.2.7]\n',
    23: 'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=3.2.7]\n',
  };
  const last = run.stderr.includes('rsync error') ? '' : (words[code] ?? '');
  return { stdout, stderr: run.stderr + last, exitCode: code };
}

function broken(code: number): string {
  return `rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code ${code}) at io.c(231) [sender=3.2.7]\n`;
}

export const rsync: Tool = { name: 'rsync', run: (args, call) => runRsync(args, call) };
