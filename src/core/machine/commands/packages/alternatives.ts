/** `update-alternatives`: which of several programs a general name stands for. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { PackageTool } from './package-tool.ts';

/** Programs that a general name may stand for, the one with the highest priority first. */
const GROUPS: Readonly<
  Record<string, { readonly link: string; readonly choices: readonly (readonly [path: string, priority: number])[] }>
> = {
  awk: { link: '/usr/bin/awk', choices: [['/usr/bin/mawk', 5]] },
  editor: {
    link: '/usr/bin/editor',
    choices: [
      ['/bin/nano', 40],
      ['/usr/bin/vim.tiny', 15],
      ['/bin/ed', -100],
    ],
  },
  nc: { link: '/bin/nc', choices: [['/bin/nc.openbsd', 50]] },
  pager: {
    link: '/usr/bin/pager',
    choices: [
      ['/usr/bin/less', 77],
      ['/bin/more', 50],
    ],
  },
  vi: { link: '/usr/bin/vi', choices: [['/usr/bin/vim.tiny', 15]] },
};

const PROGRAMS: Readonly<Record<string, string>> = { 'vim.tiny': 'vim', mawk: 'awk', 'nc.openbsd': 'nc' };

/** The choices whose programs the host has. */
function choicesOf(name: string, call: Call): readonly (readonly [path: string, priority: number])[] {
  const { tools } = call.shell.parts;
  return (GROUPS[name]?.choices ?? []).filter(([path]) => {
    const program = path.slice(path.lastIndexOf('/') + 1);
    const known = PROGRAMS[program] ?? program;
    return tools.has(known) && call.shell.tree.find(`/usr/bin/${known}`) !== undefined;
  });
}

function run(args: readonly string[], call: Call): ExecResult {
  const [action = '', name = ''] = args;
  const { os } = call.shell.parts.kernel.state.host;
  const version = os === 'ubuntu-22.04' ? '1.21.1' : os === 'ubuntu-24.04' ? '1.22.6' : '1.21.22';
  const needed = `Use 'update-alternatives --help' for program usage information.\n`;
  switch (action) {
    case '--version':
      return ok(
        `Debian update-alternatives version ${version}.\n\nThis is free software; see the GNU General Public License version 2 or\nlater for copying conditions. There is NO warranty.\n`,
      );
    case '--help':
      return ok('Usage: update-alternatives [<option> ...] <command>\n');
    case '--get-selections':
      return ok(
        Object.keys(GROUPS)
          .flatMap((group) => {
            const [best] = choicesOf(group, call);
            return best ? [`${group.padEnd(30)} auto     ${best[0]}\n`] : [];
          })
          .join(''),
      );
    case '--list':
    case '--display':
    case '--query':
    case '--config':
    case '--auto':
      break;
    case '--set':
    case '--install':
    case '--remove': {
      const group = action === '--install' ? args[2] : name;
      if (call.shell.who.uid === 0) return fail(`update-alternatives: error: no alternatives for ${group}\n`, 2);
      const file = `/var/lib/dpkg/alternatives/${group}.dpkg-tmp`;
      return fail(`update-alternatives: error: unable to create file '${file}': Permission denied\n`, 2);
    }
    default:
      return fail(
        `update-alternatives: error: ${action === '' ? 'need --display, --query, --list, --get-selections, --config, --set, --set-selections, --install, --remove, --all, --remove-all or --auto' : `unknown argument '${action}'`}\n\n${needed}`,
        2,
      );
  }
  if (name === '') return fail(`update-alternatives: error: ${action} needs <name>\n\n${needed}`, 2);
  const choices = choicesOf(name, call);
  const [best] = choices;
  const group = GROUPS[name];
  if (!best || !group) return fail(`update-alternatives: error: no alternatives for ${name}\n`, 2);
  if (action === '--list')
    return ok(
      [...choices]
        .map(([path]) => `${path}\n`)
        .sort()
        .join(''),
    );
  if (action === '--auto') return ok();
  const sorted = [...choices].sort(([a], [b]) => (a < b ? -1 : 1));
  if (action === '--query') {
    const entries = sorted.map(([path, priority]) => `\nAlternative: ${path}\nPriority: ${priority}\n`).join('');
    return ok(`Name: ${name}\nLink: ${group.link}\nStatus: auto\nBest: ${best[0]}\nValue: ${best[0]}\n${entries}`);
  }
  if (action === '--config') {
    return choices.length === 1
      ? ok(
          `There is only one alternative in link group ${name} (providing ${group.link}): ${best[0]}\nNothing to configure.\n`,
        )
      : ok(`There are ${choices.length} choices for the alternative ${name} (providing ${group.link}).\n\n`);
  }
  const rows = sorted.map(([path, priority]) => `${path} - priority ${priority}\n`).join('');
  return ok(
    `${name} - auto mode\n  link best version is ${best[0]}\n  link currently points to ${best[0]}\n  link ${name} is ${group.link}\n${rows}`,
  );
}

export const updateAlternatives: PackageTool = {
  name: 'update-alternatives',
  path: '/usr/bin/update-alternatives',
  run,
};
