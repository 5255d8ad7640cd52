/** `type`, `command -v` and `declare -f`: what the shell takes a name for. */
import { decodeBytesToUtf8 } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { BUILTINS } from '../builtins.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { functionText } from '../function-text.ts';
import type { FunctionNode } from '../syntax.ts';

const KEYWORDS = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '),
);
const ALIAS = 'BASH_ALIAS_';

/** The functions that the shell knows, by name. */
function functionsOf({ context, run }: Call): ReadonlyMap<string, FunctionNode> {
  const names = decodeBytesToUtf8(context.stdin).matchAll(/^declare -f (.+)$/gm);
  return new Map(
    [...names].flatMap(([, name = '']) => {
      const node = run.functions.get(name);
      return node ? [[name, node] as const] : [];
    }),
  );
}

interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  /** Value of an alias, or path of a file. */
  readonly value: string;
}

/** Whether something can be run as a program. */
function isProgram(path: string, call: Call): boolean {
  const { tree } = call.shell;
  try {
    const node = tree.node(tree.resolve(path, 'stat'), 'stat', true);
    return node.kind === 'file' && (node.mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** Every file that a name stands for, in the order of PATH. */
function filesNamed(name: string, call: Call): readonly string[] {
  const { context } = call;
  if (name.includes('/')) return isProgram(resolvePath(context.cwd, name), call) ? [name] : [];
  return (context.env.get('PATH') ?? '')
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => `${folder}/${name}`)
    .filter((path) => isProgram(resolvePath(context.cwd, path), call));
}

function meanings(name: string, call: Call): readonly Meaning[] {
  const alias = call.context.env.get(`${ALIAS}${name}`);
  return [
    ...(alias === undefined ? [] : [{ kind: 'alias', value: alias } as const]),
    ...(KEYWORDS.has(name) ? [{ kind: 'keyword', value: '' } as const] : []),
    ...(functionsOf(call).has(name) ? [{ kind: 'function', value: '' } as const] : []),
    ...(BUILTINS.includes(name) ? [{ kind: 'builtin', value: '' } as const] : []),
    ...filesNamed(name, call).map((value) => ({ kind: 'file', value }) as const),
  ];
}

/** A sentence on one meaning of a name. */
function told(name: string, { kind, value }: Meaning, call: Call): string {
  const known = functionsOf(call).get(name);
  switch (kind) {
    case 'alias':
      return `${name} is aliased to \`${value}'\n`;
    case 'keyword':
      return `${name} is a shell keyword\n`;
    case 'function':
      return `${name} is a function\n${known ? functionText(known) : ''}`;
    case 'builtin':
      return `${name} is a shell builtin\n`;
    default:
      return `${name} is ${value}\n`;
  }
}

const type: Tool = {
  name: 'type',
  run: (args, call) => {
    const end = args.findIndex((word) => !/^-[aftpP]+$/.test(word));
    const letters = new Set(args.slice(0, end === -1 ? args.length : end).join(''));
    const names = (end === -1 ? [] : args.slice(end)).filter((word, at) => at > 0 || word !== '--');
    const wrong = names[0]?.startsWith('-') ? names[0] : undefined;
    if (wrong !== undefined) {
      return fail(`bash: type: ${wrong.slice(0, 2)}: invalid option\ntype: usage: type [-afptP] name [name ...]\n`, 2);
    }
    let stdout = '';
    let stderr = '';
    let missing = false;
    for (const name of names) {
      const known = meanings(name, call).filter(
        ({ kind }) => (kind === 'file' || !letters.has('P')) && (kind !== 'function' || !letters.has('f')),
      );
      const shown = letters.has('a') ? known : known.slice(0, 1);
      if (shown.length === 0) {
        missing = true;
        if (!['t', 'p', 'P'].some((letter) => letters.has(letter))) stderr += `bash: type: ${name}: not found\n`;
      }
      for (const meaning of shown) {
        if (letters.has('t')) stdout += `${meaning.kind}\n`;
        else if (letters.has('p') || letters.has('P')) stdout += meaning.kind === 'file' ? `${meaning.value}\n` : '';
        else stdout += told(name, meaning, call);
      }
    }
    return { stdout, stderr, exitCode: missing ? 1 : 0 };
  },
};

const lookup: Tool = {
  name: 'lookup',
  run: ([letter = 'v', ...names], call) => {
    let stdout = '';
    let stderr = '';
    for (const name of names) {
      const [meaning] = meanings(name, call);
      if (!meaning) {
        if (letter === 'V') stderr += `bash: command: ${name}: not found\n`;
      } else if (letter === 'V') stdout += told(name, meaning, call);
      else if (meaning.kind === 'alias') stdout += `alias ${name}='${meaning.value}'\n`;
      else stdout += `${meaning.kind === 'file' ? meaning.value : name}\n`;
    }
    return { stdout, stderr, exitCode: stdout === '' ? 1 : 0 };
  },
};

const functions: Tool = {
  name: 'functions',
  run: (names, call) => {
    const known = functionsOf(call);
    const wanted = names.length > 0 ? names : [...known.keys()].sort();
    const found = wanted.flatMap((name) => known.get(name) ?? []);
    const stdout = found.map(functionText).join('');
    return found.length === wanted.length ? ok(stdout) : { stdout, stderr: '', exitCode: 1 };
  },
};

export const LOOKUP_COMMANDS: readonly Tool[] = [type, lookup, functions];
