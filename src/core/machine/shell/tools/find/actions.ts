/** The actions of `find`. */
import { systemText } from '../../../files/file-error.ts';
import { statusAt } from '../../../files/file-status.ts';
import { nameOf, parentOf } from '../../../files/paths.ts';
import { strftime } from '../../../host/strftime.ts';
import type { Call } from '../../contracts.ts';
import { runWords } from '../../run-script.ts';
import { groupOf, modeText, ownerOf } from '../files/file-call.ts';
import type { Found, Test, Walk } from './found.ts';

/** Prints with an end. */
export function print(end: string): Test {
  return (found, walk) => {
    walk.stdout += `${found.shown}${end}`;
    return true;
  };
}

export const list: Test = ({ node, shown, path }, walk) => {
  const { state, schedule } = walk.call.shell.parts.kernel;
  const recent = schedule.now - node.mtime < 183 * 86_400_000;
  const time = strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', node.mtime);
  const { inode, links, size, blocks } = statusAt(path, node, state);
  const target = node.kind === 'link' ? ` -> ${node.target}` : '';
  const columns = [
    String(inode).padStart(9),
    String(blocks / 2).padStart(6),
    modeText(node),
    String(links).padStart(3),
    ownerOf(node, state.host).padEnd(8),
    groupOf(node, state.host).padEnd(8),
    String(size).padStart(8),
    time,
  ];
  walk.stdout += `${columns.join(' ')} ${shown}${target}\n`;
  return true;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0', '\\': '\\', r: '\r', a: '\x07' };

/** `-printf` with its directives. */
export function formatted(format: string): Test {
  return (found, walk) => {
    walk.stdout += format
      .replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole)
      .replace(/%(-?\d*)(T.|A.|C.|.)/g, (_, width: string, letters: string) => {
        const text = directive(letters, found, walk.call);
        const count = Math.abs(Number(width || 0));
        return width.startsWith('-') ? text.padEnd(count) : text.padStart(count);
      });
    return true;
  };
}

function directive(letters: string, { node, path, shown, start, depth }: Found, call: Call): string {
  const { state } = call.shell.parts.kernel;
  const status = statusAt(path, node, state);
  if (/^[TAC].$/.test(letters)) return timeDirective(letters.charAt(1), node.mtime);
  switch (letters) {
    case 'p':
      return shown;
    case 'f':
      return shown === '/' ? '/' : nameOf(shown);
    case 'h':
      return shown.includes('/') ? parentOf(shown) : '.';
    case 'P':
      return shown.slice(start.length).replace(/^\//, '');
    case 'H':
      return start;
    case 's':
      return String(status.size);
    case 'k':
      return String(status.blocks / 2);
    case 'b':
      return String(status.blocks);
    case 'm':
      return (node.mode & 0o7777).toString(8);
    case 'M':
      return modeText(node);
    case 'u':
      return ownerOf(node, state.host);
    case 'U':
      return String(node.uid);
    case 'g':
      return groupOf(node, state.host);
    case 'G':
      return String(node.gid);
    case 'i':
      return String(status.inode);
    case 'n':
      return String(status.links);
    case 'd':
      return String(depth);
    case 'y':
      return { file: 'f', directory: 'd', link: 'l' }[node.kind];
    case 'l':
      return node.kind === 'link' ? node.target : '';
    case 't':
    case 'a':
    case 'c':
      return strftime('%a %b %e %H:%M:%S', node.mtime).concat(`.0000000000 ${strftime('%Y', node.mtime)}`);
    case '%':
      return '%';
    default:
      return `%${letters}`;
  }
}

function timeDirective(letter: string, time: number): string {
  if (letter === '@') return `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}0000000`;
  if (letter === '+') return strftime('%Y-%m-%d+%H:%M:%S.0000000000', time);
  return strftime(`%${letter}`, time);
}

export const remove: Test = async ({ path, shown }, walk) => {
  try {
    await walk.call.context.fs.rm(path, { recursive: false });
    return true;
  } catch (error) {
    walk.stderr += `find: cannot delete ‘${shown}’: ${systemText(error)}\n`;
    walk.exitCode = 1;
    return false;
  }
};

/** `-exec words ;` for each, from the folder of what was found with `-execdir`. */
export function execute(words: readonly string[], inFolder: boolean): Test {
  return async (found, walk) => {
    const name = inFolder ? `./${nameOf(found.path)}` : found.shown;
    const filled = words.map((word) => word.replaceAll('{}', name));
    return (await runHere(filled, walk, inFolder ? parentOf(found.path) : undefined)) === 0;
  };
}

/** `-exec words {} +`: what is found is gathered and handed over at the end. */
export function executeTogether(words: readonly string[]): {
  readonly test: Test;
  readonly finish: (walk: Walk) => Promise<void>;
} {
  const key = {};
  return {
    test: (found, walk) => {
      walk.gathered.set(key, [...(walk.gathered.get(key) ?? []), found.shown]);
      return true;
    },
    finish: async (walk) => {
      const found = walk.gathered.get(key) ?? [];
      if (found.length === 0) return;
      if ((await runHere([...words, ...found], walk, undefined)) !== 0) walk.exitCode = 1;
    },
  };
}

async function runHere(words: readonly string[], walk: Walk, cwd: string | undefined): Promise<number> {
  const { shell, context, sinks } = walk.call;
  const inner = shell.inner({ sinks, nohup: false });
  const result = await runWords(words, inner, cwd === undefined ? context : { ...context, cwd });
  walk.stdout += result.stdout;
  walk.stderr += result.stderr.replace(
    /^bash: (?:line \d+: )?(.*): command not found$/gm,
    'find: ‘$1’: No such file or directory',
  );
  return result.exitCode;
}
