/** `locale` of the C library: the language that the environment asks for. */
import type { ExecResult } from 'just-bash';
import { type Call, ok } from '../../shell/contracts.ts';
import { both, type SystemTool } from '../system-tool.ts';

const CATEGORIES = [
  'CTYPE',
  'NUMERIC',
  'TIME',
  'COLLATE',
  'MONETARY',
  'MESSAGES',
  'PAPER',
  'NAME',
  'ADDRESS',
  'TELEPHONE',
  'MEASUREMENT',
  'IDENTIFICATION',
];
const INSTALLED = ['C', 'C.utf8', 'POSIX'];

/** The name of a locale as the C library compares it. */
function normal(name: string): string {
  return name.replace(/\.UTF-?8$/i, '.utf8');
}

function run(words: readonly string[], { context }: Call): ExecResult {
  const environment = context.exportedEnv ?? {};
  if (words.includes('-a')) return ok(`${INSTALLED.join('\n')}\n`);
  if (words.includes('-m')) return ok('ANSI_X3.4-1968\nISO-8859-1\nUTF-8\n');
  const { LANG: language = '', LC_ALL: all = '' } = environment;
  const effective = all || environment['LC_CTYPE'] || language || 'POSIX';
  if (words.includes('charmap')) return ok(/utf-?8/i.test(effective) ? 'UTF-8\n' : 'ANSI_X3.4-1968\n');
  const isKnown = INSTALLED.includes(normal(effective));
  const complaint = (name: string): string =>
    `locale: Cannot set ${name} to default locale: No such file or directory\n`;
  const stderr = isKnown ? '' : ['LC_CTYPE', 'LC_MESSAGES', 'LC_ALL'].map(complaint).join('');
  const rows = CATEGORIES.map((category) => {
    const own = environment[`LC_${category}`];
    const implied = all || language || 'POSIX';
    return own && !all ? `LC_${category}=${own}\n` : `LC_${category}="${implied}"\n`;
  });
  return both(
    `LANG=${language}\nLANGUAGE=${environment['LANGUAGE'] ?? ''}\n${rows.join('')}LC_ALL=${all}\n`,
    stderr,
    0,
  );
}

/** Shows the language that programs use. */
export const locale: SystemTool = { name: 'locale', path: '/usr/bin/locale', run };
