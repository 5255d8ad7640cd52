/** Programs that need a terminal that is looked at: without one they say so and end. */
import type { ExecResult } from 'just-bash';
import { systemFacts } from '../../host/systems.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { type SystemTool, systemOf } from '../system-tool.ts';

/** `vi` and `vim` read their keys from a standard input that is none, and give up. */
function vi(name: string): SystemTool {
  return {
    name,
    path: `/usr/bin/${name}`,
    run: (words) => {
      if (words.includes('--version')) {
        return ok('VIM - Vi IMproved 8.2 (2019 Dec 12, compiled Feb 03 2025 11:18:31)\nIncluded patches: 1-579\n');
      }
      return fail(
        'Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n',
      );
    },
  };
}

/** `nano` does not start where it does not know the terminal. */
const nano: SystemTool = {
  name: 'nano',
  path: '/usr/bin/nano',
  run: (words, { context }) => {
    if (words.includes('-V') || words.includes('--version')) {
      return ok(' GNU nano, version 6.2\n (C) 1999-2011, 2013-2022 Free Software Foundation, Inc.\n');
    }
    const terminal = context.exportedEnv?.['TERM'];
    return fail(terminal === undefined ? 'Error opening terminal: unknown.\n' : 'Standard input is not a terminal\n');
  },
};

/** Images for clouds come without manuals, and say so. */
function runMan(words: readonly string[], call: Call): ExecResult {
  const { host } = systemOf(call).kernel.state;
  const pages = words.filter((word) => !word.startsWith('-'));
  if (pages.length === 0) return fail("What manual page do you want?\nFor example, try 'man man'.\n");
  if (systemFacts(host.os).id === 'debian') {
    return fail(pages.map((page) => `No manual entry for ${page}\n`).join(''), 16);
  }
  return ok(
    "This system has been minimized by removing packages and content that are\nnot required on a system that users do not log in to.\n\nTo restore this content, including manpages, you can run the 'unminimize'\ncommand. You will still need to ensure the 'man-db' package is installed.\n",
  );
}

export const TERMINAL_PROGRAMS: readonly SystemTool[] = [
  vi('vi'),
  vi('vim'),
  nano,
  { name: 'man', path: '/usr/bin/man', run: runMan },
];
