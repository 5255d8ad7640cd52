/** What runs when an executable file is called by its path: its first line says how. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { nameOf, resolvePath } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { runScript } from '../run-script.ts';
import { startedByHand } from './daemons.ts';

const SHELLS = new Set(['bash', 'dash', 'sh']);

/** The words after `#!`; undefined when the file does not begin with it. */
function interpreterOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('#!')) return undefined;
  const [line = ''] = text.slice(2).split('\n', 1);
  const words = line.trim().split(/\s+/);
  if (nameOf(words[0] ?? '') !== 'env') return words;
  return words.slice(1).filter((word) => !word.startsWith('-') && !word.includes('='));
}

async function runFile(path: string, args: readonly string[], call: Call): Promise<ExecResult> {
  const { shell } = call;
  const { tools, kernel, programs } = shell.parts;
  const absolute = resolvePath(call.context.cwd, path);
  const resolved = shell.tree.resolve(absolute, 'open');
  const tool = tools.get(nameOf(resolved)) ?? tools.get(nameOf(absolute));
  const node = shell.tree.readable(resolved);
  if (tool && node.sparse) return tool.run(args, { ...call, file: absolute });
  const program = programs.match([path, ...args], call.context.cwd);
  if (program) return programs.runInForeground(program, call);
  const service = node.sparse ? startedByHand(path, resolved, call) : undefined;
  if (service) return service;
  if (node.sparse || kernel.state.read(node).includes(0)) {
    kernel.events.report({ kind: 'unsupported', command: [path, ...args].join(' ') });
    return fail(`bash: ${path}: cannot execute binary file: Exec format error\n`, 126);
  }
  kernel.events.fileRead(resolved);
  const text = new TextDecoder().decode(kernel.state.read(node));
  const interpreter = interpreterOf(text);
  const name = nameOf(interpreter?.[0] ?? 'bash');
  if (SHELLS.has(name)) return runScript({ text, name: path, args }, call);
  const runner = tools.get(name);
  if (runner) return runner.run([...(interpreter?.slice(1) ?? []), path, ...args], call);
  if (kernel.state.host.os === 'ubuntu-22.04') {
    return fail(`bash: ${path}: ${interpreter?.[0]}: bad interpreter: No such file or directory\n`, 126);
  }
  return fail(`bash: ${path}: cannot execute: required file not found\n`, 127);
}

export const scriptCommand: Tool = {
  name: 'script',
  run: async ([path = '', ...args], call) => {
    const { kernel } = call.shell.parts;
    let result: ExecResult;
    try {
      result = await runFile(path, args, call);
    } catch (error) {
      result = fail(`bash: ${path}: ${systemText(error)}\n`, 126);
    }
    const argv = [path, ...args];
    kernel.events.report({ kind: 'command', program: nameOf(path), argv, exitCode: result.exitCode });
    return result;
  },
};
