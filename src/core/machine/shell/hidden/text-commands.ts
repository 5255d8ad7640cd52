/** Hidden commands that rewrite text which the interpreter is about to parse itself: for `eval` and `source`. */
import { parse, serialize } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { HIDDEN_MARK, hiddenPath } from '../hidden-name.ts';
import { statusOf } from './state-commands.ts';

/** A text as the machine wants it run; as it is when it does not parse, so that the interpreter complains. */
function rewritten(text: string, call: Call, errors?: boolean): string {
  try {
    return serialize(call.run.rewriter(errors).script(parse(text)));
  } catch {
    return text;
  }
}

const evaluate: Tool = {
  name: 'eval',
  run: (args, call) => ({ stdout: rewritten(args.join(' '), call), stderr: '', exitCode: statusOf(call) }),
};

/** Where `source` finds a file: in PATH when the name has no slash, else and otherwise from here. */
function sourcePath(name: string, call: Call): string | undefined {
  const { context, shell } = call;
  const folders = name.includes('/') ? [] : (context.env.get('PATH') ?? '').split(':').filter(Boolean);
  const paths = [...folders.map((folder) => resolvePath(folder, name)), resolvePath(context.cwd, name)];
  return paths.find((path) => shell.tree.find(path)?.kind === 'file');
}

const source: Tool = {
  name: 'source',
  run: async ([name = ''], call) => {
    const exitCode = statusOf(call);
    const path = sourcePath(name, call);
    if (path === undefined) return { stdout: name, stderr: '', exitCode };
    try {
      const text = await call.context.fs.readFile(path, 'utf8');
      const hidden = `${path}${HIDDEN_MARK}`;
      call.run.texts.set(hidden, rewritten(text, call));
      return { stdout: hidden, stderr: '', exitCode };
    } catch {
      return fail('', exitCode);
    }
  },
};

/** Says what runs when a command failed: the handler of the trap, and then the status as it was. */
const handler: Tool = {
  name: 'handler',
  run: ([signal = '', line = '1', command = ''], call) => {
    const exitCode = statusOf(call);
    const after = `'${hiddenPath('status-was')}' ${exitCode}`;
    const text = call.shell.traps.get(signal);
    if (text === undefined || text.trim() === '') return { stdout: after, stderr: '', exitCode };
    const quoted = command.replaceAll(/["$`\\]/g, '\\$&');
    const filled = text
      .replace(/\$(?:LINENO\b|\{LINENO\})/g, line)
      .replace(/\$(?:BASH_COMMAND\b|\{BASH_COMMAND\})/g, () => quoted);
    // A failure within the handler is not told to it.
    return { stdout: `${rewritten(filled, call, false)}\n${after}`, stderr: '', exitCode };
  },
};

/** Says what runs after a command that sent signals to its own shell: their handlers, and then the status as it was. */
const ownSignals: Tool = {
  name: 'own-signals',
  run: (_, call) => {
    const exitCode = statusOf(call);
    const handlers = call.shell.ownSignals.splice(0).map((text) => rewritten(text, call, false));
    return { stdout: [...handlers, `'${hiddenPath('status-was')}' ${exitCode}`].join('\n'), stderr: '', exitCode };
  },
};

export const TEXT_COMMANDS: readonly Tool[] = [evaluate, source, handler, ownSignals];
