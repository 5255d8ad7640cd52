/** Tools of package managers and languages that say their version, and fail where they would need the network. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { PackageTool } from './package-tool.ts';

function unplayed(name: string, args: readonly string[], call: Call): void {
  call.shell.parts.kernel.events.report({ kind: 'unsupported', command: [name, ...args].join(' ') });
}

async function snap(args: readonly string[], call: Call): Promise<ExecResult> {
  const [verb = 'help', name = ''] = args;
  if (verb === 'list') return fail("No snaps are installed yet. Try 'snap install hello-world'.\n", 0);
  if (verb === 'version' || verb === '--version')
    return ok(
      `snap    2.63+22.04\nsnapd   2.63+22.04\nseries  16\nubuntu  22.04\nkernel  ${call.shell.parts.kernel.state.host.kernel}\n`,
    );
  if (verb === 'install' || verb === 'refresh' || verb === 'find' || verb === 'info') {
    if (verb === 'install' && call.shell.who.uid !== 0) return fail('error: access denied (try with sudo)\n');
    await call.shell.pass(15_000);
    return fail(
      verb === 'install'
        ? `error: cannot install "${name}": Post "https://api.snapcraft.io/v2/snaps/refresh": dial tcp: lookup api.snapcraft.io on 127.0.0.53:53: server misbehaving\n`
        : 'error: unable to contact snap store\n',
    );
  }
  return ok('The snap command lets you install, configure, refresh and remove snaps.\n');
}

/** A tool of a language: its version, and nothing that it could build. */
function language(
  name: string,
  flags: readonly string[],
  version: string,
  wrong: string,
  exitCode: number,
): PackageTool {
  return {
    name,
    path: `/usr/bin/${name}`,
    run: (args, call) => {
      if (args.some((word) => flags.includes(word))) return ok(version);
      if (args.length > 0) unplayed(name, args, call);
      return fail(wrong, exitCode);
    },
  };
}

const GCC =
  'gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0\nCopyright (C) 2021 Free Software Foundation, Inc.\nThis is free software; see the source for copying conditions.  There is NO\nwarranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.\n\n';

async function npm(args: readonly string[], call: Call): Promise<ExecResult> {
  const [verb] = args;
  if (verb === '-v' || verb === '--version') return ok('8.5.1\n');
  if (verb === 'list' || verb === 'ls') return ok(`${call.context.cwd}\n└── (empty)\n\n`);
  if (verb === undefined)
    return {
      ...ok('npm <command>\n\nUsage:\n\nnpm install        install all the dependencies in your project\n'),
      exitCode: 1,
    };
  await call.shell.pass(60_000);
  return fail('npm ERR! code EAI_AGAIN\nnpm ERR! syscall getaddrinfo\nnpm ERR! errno EAI_AGAIN\n');
}

export const OTHER_TOOLS: readonly PackageTool[] = [
  { name: 'snap', path: '/usr/bin/snap', run: snap },
  { name: 'npm', path: '/usr/bin/npm', run: npm },
  language('gcc', ['--version'], GCC, 'gcc: fatal error: no input files\ncompilation terminated.\n', 1),
  language(
    'cc',
    ['--version'],
    GCC.replace(/^gcc/, 'cc'),
    'cc: fatal error: no input files\ncompilation terminated.\n',
    1,
  ),
  language(
    'make',
    ['--version', '-v'],
    'GNU Make 4.3\nBuilt for x86_64-pc-linux-gnu\nCopyright (C) 1988-2020 Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\nThis is free software: you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n',
    'make: *** No targets specified and no makefile found.  Stop.\n',
    2,
  ),
  language('node', ['--version', '-v'], 'v12.22.9\n', 'Segmentation fault (core dumped)\n', 139),
  language(
    'go',
    ['version'],
    'go version go1.18.1 linux/amd64\n',
    'go: cannot find main module, but found no go.mod\n',
    1,
  ),
  language(
    'cmake',
    ['--version'],
    'cmake version 3.22.1\n\nCMake suite maintained and supported by Kitware (kitware.com/cmake).\n',
    'CMake Error: The source directory does not appear to contain CMakeLists.txt.\n',
    1,
  ),
];
