/** `run-parts` of Debian's debianutils: runs the scripts of a folder. */
import type { ExecResult } from 'just-bash';
import { allows } from '../../files/credentials.ts';
import { joinPath, resolvePath } from '../../files/paths.ts';
import { type Call, fail } from '../../shell/contracts.ts';
import { runWords } from '../../shell/run-script.ts';
import { getopt, has } from '../getopt.ts';
import { both, type SystemTool } from '../system-tool.ts';

const SPEC = {
  short: 'va:u:hV',
  long: {
    test: 't',
    list: 'l',
    verbose: 'v',
    report: 'r',
    reverse: 'R',
    'exit-on-error': 'e',
    'umask=': 'u',
    'arg=': 'a',
    'regex=': 'x',
    'new-session': 'n',
    help: 'h',
    version: 'V',
  },
};

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('run-parts', words, SPEC);
  const [folder] = parsed.operands;
  if (parsed.problem !== undefined || folder === undefined) {
    return fail(`${parsed.problem ?? 'run-parts: missing operand'}\nTry \`run-parts --help' for more information.\n`);
  }
  const { shell, context, sinks } = call;
  const path = resolvePath(context.cwd, folder);
  if (shell.tree.find(path)?.kind !== 'directory') {
    return fail(`run-parts: failed to open directory ${folder}: No such file or directory\n`);
  }
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  for (const name of shell.tree.list(path)) {
    const file = joinPath(path, name);
    const node = shell.tree.find(file);
    if (!/^[\w-]+$/.test(name) || node?.kind !== 'file') continue;
    if (has(parsed, 't') || has(parsed, 'l')) {
      if (has(parsed, 'l') || allows(node, shell.who, 'execute')) stdout += `${folder}/${name}\n`;
      continue;
    }
    if (!allows(node, shell.who, 'execute')) continue;
    const result = await runWords([file], shell.inner({ sinks, nohup: false }), context);
    const isReported = has(parsed, 'r') && (result.stdout !== '' || result.stderr !== '');
    stdout += `${isReported ? `${file}:\n` : ''}${result.stdout}`;
    stderr += result.stderr;
    if (result.exitCode !== 0) {
      stderr += `run-parts: ${file} exited with return code ${result.exitCode}\n`;
      exitCode = 1;
    }
  }
  return both(stdout, stderr, exitCode);
}

/** Runs the scripts of a folder, one after another. */
export const runParts: SystemTool = { name: 'run-parts', path: '/usr/bin/run-parts', run };
