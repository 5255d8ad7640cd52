/** The command line of `ps`: letters with a dash (UNIX), without (BSD), and long options, all mixed. */
import type { World } from '../../world.ts';
import { bsdWord } from './bsd-letters.ts';
import { emptyRequest } from './format.ts';
import { longWord } from './long-options.ts';
import { PsProblem } from './problem.ts';
import { type PsArguments, Words } from './request.ts';
import { byPid, emptySelection } from './selection.ts';
import { unixWord } from './unix-letters.ts';

function parse(args: readonly string[], world: World, allBsd: boolean): PsArguments {
  const into: PsArguments = {
    request: emptyRequest(),
    selection: emptySelection(),
    sort: [],
    headers: true,
    tree: 'none',
    width: undefined,
    show: 'list',
  };
  const words = new Words(args);
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word.startsWith('--') && word !== '--') longWord(word, words, into, world);
    else if (/^-./.test(word) && !allBsd) unixWord(word.slice(1), words, into, world);
    else if (/^\d/.test(word)) {
      into.request.bsd ||= into.selection.lists.length === 0;
      into.selection.lists.push(byPid(word));
    } else if (word === '--' || word === '-') throw new PsProblem('garbage option');
    else bsdWord(word.replace(/^-/, ''), words, into, world);
  }
  return into;
}

/**
 * Reads the command line. Like procps, it takes `ps -aux` for `ps aux` when there is no user `x`.
 * @throws PsProblem for what `ps` would not take.
 */
export function parseArguments(args: readonly string[], world: World): PsArguments {
  try {
    return parse(args, world, false);
  } catch (problem) {
    if (!(problem instanceof PsProblem) || args.some((word) => word.startsWith('--'))) throw problem;
    try {
      return parse(args, world, true);
    } catch {
      throw problem;
    }
  }
}
