/** Which declared program a command line starts, and from which folder. */
import { nameOf, parentOf, resolvePath } from '../files/paths.ts';
import { type CommandTemplate, interpreterOf } from './command-template.ts';

export interface ProgramMatch {
  readonly template: CommandTemplate;
  /** As it was typed. */
  readonly argv: readonly string[];
  /** The script as it was typed, and where that is. */
  readonly script: string;
  readonly scriptPath: string;
  /** Folder that the program is started from: relative needs are looked for there. */
  readonly root: string;
  /** The words after the script. */
  readonly args: readonly string[];
}

/** Taken apart as far as it does not depend on the program. */
interface Call {
  readonly interpreter: 'python' | 'bash' | undefined;
  readonly isModule: boolean;
  readonly script: string;
  readonly args: readonly string[];
}

/** Flags of Python that take the next word. */
const PYTHON_VALUES = new Set(['-W', '-X', '--check-hash-based-pycs']);

function callOf(argv: readonly string[]): Call | undefined {
  const interpreter = interpreterOf(argv[0] ?? '');
  let rest = interpreter ? argv.slice(1) : [...argv];
  while (interpreter && rest[0] !== undefined && /^-./.test(rest[0]) && rest[0] !== '-m' && rest[0] !== '-c') {
    rest = rest.slice(PYTHON_VALUES.has(rest[0]) ? 2 : 1);
  }
  const isModule = interpreter === 'python' && rest[0] === '-m';
  const [script, ...args] = isModule ? rest.slice(1) : rest;
  if (script === undefined || script === '-c' || script === '-') return undefined;
  return { interpreter, isModule, script, args };
}

/**
 * The program that a command line starts: the one whose script the called path ends with, the longest such script winning, else one
 * whose script has the same name. Undefined when there is none.
 */
export function matchProgram(
  templates: readonly CommandTemplate[],
  argv: readonly string[],
  cwd: string,
): ProgramMatch | undefined {
  const call = callOf(argv);
  if (!call) return undefined;
  const scriptPath = resolvePath(cwd, call.script);
  let best: { readonly template: CommandTemplate; readonly root: string; readonly score: number } | undefined;
  for (const template of templates) {
    const found = compare(template, call, scriptPath, cwd);
    if (found && (!best || found.score > best.score)) best = { template, ...found };
  }
  if (!best) return undefined;
  const { template, root } = best;
  return { template, root, argv, script: call.script, scriptPath, args: call.args };
}

function compare(
  template: CommandTemplate,
  call: Call,
  scriptPath: string,
  cwd: string,
): { readonly root: string; readonly score: number } | undefined {
  const { script } = template;
  if (template.interpreter !== call.interpreter && call.interpreter !== undefined) return undefined;
  if (template.isModule || call.isModule) {
    return template.isModule && call.isModule && script === call.script ? { root: cwd, score: 2_000 } : undefined;
  }
  const relative = resolvePath('/', script);
  if (script.startsWith('/') && scriptPath === relative) return { root: parentOf(scriptPath), score: 3_000 };
  if (!script.includes('/') && !call.script.includes('/') && template.interpreter === undefined) {
    return script === call.script ? { root: cwd, score: 2_000 } : undefined;
  }
  if (!script.startsWith('/') && scriptPath.endsWith(relative)) {
    return { root: scriptPath.slice(0, -relative.length) || '/', score: 1_000 + relative.length };
  }
  return nameOf(scriptPath) === nameOf(script) ? { root: parentOf(scriptPath), score: 1 } : undefined;
}
