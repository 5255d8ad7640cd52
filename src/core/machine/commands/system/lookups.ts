/** Where things are and what is known of them: `whereis`, `apropos`, `whatis`, `hostid`, `mountpoint`, `runlevel`, `uuidgen`. */
import type { ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { mountsOf } from '../../host/mounts.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { type SystemTool, systemOf } from '../system-tool.ts';

const FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/lib', '/etc', '/usr/games', '/usr/local/bin', '/usr/local/sbin'];

/** Files and folders of a name, whatever ending they have. */
function whereis(words: readonly string[], call: Call): ExecResult {
  const names = words.filter((word) => !word.startsWith('-'));
  const binaries = words.some((word) => /^-[a-z]*b/.test(word)) || !words.some((word) => /^-[a-z]*[ms]/.test(word));
  if (names.length === 0) return fail("whereis: not enough arguments\nTry 'whereis --help' for more information.\n");
  const { tree } = call.shell;
  const rows = names.map((word) => {
    const name = word.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
    const found = FOLDERS.flatMap((folder) =>
      tree.find(folder)?.kind === 'directory'
        ? tree.list(folder).flatMap((entry) => (entry.replace(/\..*$/, '') === name ? [`${folder}/${entry}`] : []))
        : [],
    );
    return `${name}:${(binaries ? found : []).map((path) => ` ${path}`).join('')}\n`;
  });
  return ok(rows.join(''));
}

/** Without manuals there is nothing to search. */
function manuals(name: string): SystemTool {
  return {
    name,
    path: `/usr/bin/${name}`,
    run: (words) => {
      const terms = words.filter((word) => !word.startsWith('-'));
      if (terms.length === 0) return fail(`${name} what?\n`);
      return fail(terms.map((term) => `${term}: nothing appropriate.\n`).join(''), 16);
    },
  };
}

function mountpoint(words: readonly string[], call: Call): ExecResult {
  const [word, more] = words.filter((entry) => !entry.startsWith('-'));
  if (word === undefined || more !== undefined) {
    return fail("mountpoint: bad usage\nTry 'mountpoint --help' for more information.\n");
  }
  const quiet = words.some((entry) => entry === '-q' || entry === '--quiet');
  const { shell, context } = call;
  const path = resolvePath(context.cwd, word);
  const mounts = mountsOf(systemOf(call).kernel.state.view, shell.who.uid);
  if (!shell.tree.find(path) && !mounts.some(({ target }) => target === path)) {
    return fail(quiet ? '' : `mountpoint: ${word}: No such file or directory\n`, 1);
  }
  const isMount = mounts.some(({ target }) => target === path);
  const text = quiet ? '' : `${word} is ${isMount ? '' : 'not '}a mountpoint\n`;
  return { stdout: text, stderr: '', exitCode: isMount ? 0 : 32 };
}

/** The address of the host, in the order in which the C library mixes its bytes. */
function hostid(call: Call): ExecResult {
  const [a = 0, b = 0, c = 0, d = 0] = '127.0.1.1'.split('.').map(Number);
  const id = [b, a, d, c].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return ok(`${systemOf(call).kernel.state.host.hostname === '' ? '00000000' : id}\n`);
}

export const LOOKUP_TOOLS: readonly SystemTool[] = [
  { name: 'whereis', path: '/usr/bin/whereis', run: whereis },
  manuals('apropos'),
  manuals('whatis'),
  { name: 'mountpoint', path: '/usr/bin/mountpoint', run: mountpoint },
  { name: 'hostid', path: '/usr/bin/hostid', run: (_, call) => hostid(call) },
  { name: 'runlevel', path: '/usr/sbin/runlevel', run: () => ok('N 5\n') },
  {
    name: 'uuidgen',
    path: '/usr/bin/uuidgen',
    run: (_, call) => ok(`${systemOf(call).kernel.draw.uuid()}\n`),
  },
];
