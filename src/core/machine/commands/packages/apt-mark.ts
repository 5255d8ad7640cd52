/** `apt-mark`: which packages were asked for, and which are not to change. */
import type { ExecResult } from 'just-bash';
import { rootTree } from '../../files/root-tree.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { textFile } from '../system-tool.ts';
import { aptTitle, isRoot, locked, wordsOf } from './apt-words.ts';
import { installedOn, type PackageTool } from './package-tool.ts';

/** Where apt keeps what it installed only because something else needs it. */
const STATES = '/var/lib/apt/extended_states';
/** Where dpkg keeps what is not to change, as its own list of selections tells it. */
const HOLDS = '/var/lib/dpkg/holds';

const USAGE = `Usage: apt-mark [options] {auto|manual} pkg1 [pkg2 ...]

apt-mark is a simple command line interface for marking packages
as manually or automatically installed. It can also be used to
manipulate the dpkg(1) selection states of packages, and to list
all packages with or without a certain marking.
`;

function linesOf(call: Call, path: string): readonly string[] {
  return (textFile(path, call) ?? '').split('\n').filter((line) => line !== '');
}

/** Packages that nobody asked for. */
function autoInstalled(call: Call): ReadonlySet<string> {
  return new Set(linesOf(call, STATES).flatMap((line) => /^Package: (.*)$/.exec(line)?.[1] ?? []));
}

function write(call: Call, path: string, content: string): void {
  const { kernel } = call.shell.parts;
  rootTree(kernel).write(path, new TextEncoder().encode(content));
  kernel.events.fileWritten(path);
}

function run(args: readonly string[], call: Call): ExecResult {
  const { verb, names } = wordsOf(args);
  if (verb === undefined || verb === 'help' || args.includes('--help')) return ok(`${aptTitle(call)}${USAGE}`);
  const installed = installedOn(call).map(({ name }) => name);
  const auto = autoInstalled(call);
  const held = new Set(linesOf(call, HOLDS));
  const listed = (wanted: (name: string) => boolean): ExecResult =>
    ok(
      installed
        .filter((name) => wanted(name) && (names.length === 0 || names.includes(name)))
        .map((name) => `${name}\n`)
        .join(''),
    );
  switch (verb) {
    case 'showmanual':
      return listed((name) => !auto.has(name));
    case 'showauto':
      return listed((name) => auto.has(name));
    case 'showhold':
    case 'showholds':
      return listed((name) => held.has(name));
    case 'hold':
    case 'unhold':
    case 'auto':
    case 'manual':
      break;
    default:
      return fail(`E: Invalid operation ${verb}\n`, 100);
  }
  const unknown = names.find((name) => !installed.includes(name));
  if (unknown !== undefined) return fail(`E: Unable to locate package ${unknown}\n`, 100);
  if (names.length === 0) return fail('E: No packages found\n', 100);
  if (!isRoot(call)) return locked('/var/lib/dpkg/lock-frontend');
  let stdout = '';
  const marks = verb === 'hold' || verb === 'unhold' ? held : new Set(auto);
  const sets = verb === 'hold' || verb === 'auto';
  for (const name of names) {
    const was = marks.has(name);
    if (marks === held) {
      if (was === sets) stdout += `${name} was already ${sets ? 'set on hold' : 'not on hold'}.\n`;
      else stdout += sets ? `${name} set on hold.\n` : `Canceled hold on ${name}.\n`;
    } else {
      const how = sets ? 'automatically' : 'manually';
      stdout += was === sets ? `${name} was already set to ${how} installed.\n` : `${name} set to ${how} installed.\n`;
    }
    if (sets) marks.add(name);
    else marks.delete(name);
  }
  if (marks === held) write(call, HOLDS, [...held].map((name) => `${name}\n`).join(''));
  else
    write(
      call,
      STATES,
      [...marks].map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`).join('\n'),
    );
  return ok(stdout);
}

export const aptMark: PackageTool = { name: 'apt-mark', path: '/usr/bin/apt-mark', run };
