/** One run of the interpreter over a script: what it calls back, and what it left behind. */
import { Bash, type CustomCommand, defineCommand, type ExecResult, type ResolvedCommandContext } from 'just-bash';
import { systemText } from '../files/file-error.ts';
import { resolvePath } from '../files/paths.ts';
import type { Kernel } from '../kernel.ts';
import { DevTcp } from '../network/dev-tcp.ts';
import { PASSED } from '../time/task.ts';
import { interpretedNames, neededNames, registerOwn } from './bundled.ts';
import { Complaints } from './complaints.ts';
import { type Call, type Input, ok, type Run, type RunResult, type ShellProcess, type Tool } from './contracts.ts';
import { costOf } from './costs.ts';
import { takesDescribed, withEndless } from './endless.ts';
import { hiddenName, hiddenPath, withoutHidden } from './hidden-name.ts';
import type { Member, MemberWords } from './pipeline-members.ts';
import { Pipelines } from './pipelines.ts';
import { applyRedirections, isOpened, NO_STREAMS, type Sinks } from './redirections.ts';
import { footprintOf, setsErrexit, trapsErrors } from './rewrite/footprint.ts';
import type { Entered, Place, RewriteHooks } from './rewrite/place.ts';
import { Rewriter } from './rewrite/rewriter.ts';
import { type FileUser, ShellFiles } from './shell-files.ts';
import {
  type Ended,
  exportedBy,
  framed,
  lastStatement,
  optionsOf,
  readOffStatements,
  type ShellState,
  setupOf,
  withVariables,
} from './shell-state.ts';
import type { FunctionNode, Redirection, ScriptNode, SimpleCommandNode, StatementNode } from './syntax.ts';
import { standardAnswer } from './tools/standard-options.ts';

/** A complaint of the interpreter about a limit of its own. */
const LIMIT_MESSAGE = /^(?:bash: )?(.*(?:limit exceeded|too many|exceeded|maximum).*)\n?/m;

/** What the interpreter parses when it is given a script that is parsed already. */
const NO_TEXT = '#';

/** Lines, fields or turns of a loop that one of the interpreter's tools goes through; loops of the shell count their statements. */
const MOST_RECORDS = 5_000_000;

/** Tools that run other commands: while they do, it is the interpreter that asks for files. */
const RUNS_OTHERS = new Set(['env', 'find', 'nohup', 'time', 'timeout', 'xargs']);

/** A command of the machine that ran, and how it was entered. */
interface Ran {
  readonly entered: Entered | undefined;
  readonly name: string;
  readonly args: readonly string[];
  readonly exitCode: number;
}

export class ShellRun implements Run, FileUser, RewriteHooks {
  readonly shell: ShellProcess;
  readonly kernel: Kernel;
  /** Functions as they were written, by name. */
  readonly functions: Map<string, FunctionNode> = new Map();
  /** Texts behind hidden paths. */
  readonly texts: Map<string, string> = new Map();
  kept: ShellState | undefined;
  /** `$?` and `$_` when the script was over. */
  atEnd: Ended = { exitCode: 0, lastWord: '' };
  readonly connections: DevTcp;
  readonly pipelines: Pipelines;
  sampled: string | undefined;
  handed: { readonly pattern: Uint8Array; readonly size: number } | undefined;
  readonly #jobs: StatementNode[] = [];
  readonly #scopes: { readonly redirections: readonly Redirection[]; readonly outer: Place }[] = [];
  readonly #scopeSinks = new Map<number, Sinks>();
  #entered: Entered | undefined;
  /** The command of the machine that ended last, as it was entered. */
  #ran: Ran | undefined;
  #errexit = false;
  #errors = false;
  /** Folder in which the script began. */
  #cwd = '/';
  /** Some command sends its complaints where it prints. */
  #merges = false;
  /** The command that was entered last was told of. */
  #isNoted = false;
  #opened: string[] = [];
  /** Files that redirections of the command at hand are still to open. */
  #toOpen = 0;
  #complaints: Complaints;
  #active = 0;
  /** The interpreter, and the state in which it was left: it can only go on from there. */
  #left:
    | { readonly bash: Bash; readonly usual: Readonly<Record<string, string>>; readonly state: ShellState }
    | undefined;
  #rewriter: Rewriter;
  /** Those that were needed so far, by what they rewrite for. */
  readonly #rewriters: Rewriter[] = [];
  /** The script that the interpreter is about to run. */
  #prepared: ScriptNode | undefined;

  constructor(shell: ShellProcess) {
    this.shell = shell;
    this.kernel = shell.parts.kernel;
    this.connections = new DevTcp(shell);
    this.pipelines = new Pipelines(shell, this.functions);
    this.#complaints = this.#newComplaints();
    this.#rewriter = this.rewriter();
  }

  /** Runs a script from a state, and reads off the state that it leaves behind. */
  async script(script: ScriptNode, state: ShellState, stdin: Input): Promise<RunResult> {
    this.#begin();
    const options = optionsOf(state);
    const { onlyScalars, setsStatus, setsTraps } = footprintOf(script, state.functions);
    // `set` changes more than variables.
    this.#errexit = options.includes('errexit') || (!onlyScalars && setsErrexit(script));
    this.#errors = this.shell.traps.has('ERR') || (setsTraps && trapsErrors(script));
    this.#rewriter = this.rewriter();
    this.#cwd = state.cwd;
    const left = this.#left;
    const continues = left?.state === state;
    const bash = continues ? left.bash : this.#interpreter(state);
    const usual = continues ? left.usual : bash.getEnv();
    this.#left = undefined;
    const setup = setupOf(state, { variables: usual, continues, options, setsStatus }, (definition) =>
      this.#rewriter.definition(definition),
    );
    const last = lastCommandOf(script);
    let reached = false;
    let ended: Ended | undefined;
    const plain = onlyScalars && !this.#errors && state.arrays.length === 0 && options.length === 0;
    const after = plain
      ? [
          lastStatement(() => {
            reached = true;
            ended = this.#endedWith(last);
            return ended !== undefined;
          }),
        ]
      : readOffStatements();
    this.#prepared = framed(setup, this.#rewriter.script(script), after);
    const setting = { cwd: state.cwd, env: setup.variables, replaceEnv: true, rawScript: true };
    let executed: ExecResult & { readonly env?: Record<string, string> };
    try {
      executed = await bash.exec(
        NO_TEXT,
        typeof stdin === 'string'
          ? { ...setting, stdin }
          : { ...setting, stdin: String(stdin.bytes), stdinKind: 'bytes' },
      );
    } catch (error) {
      executed = this.#crashed(error);
    }
    this.pipelines.end();
    const result = this.#withoutLimits(executed);
    if (reached && executed.env) this.kept = withVariables(state, executed.env, this.functions, ended);
    const { kept } = this;
    const stderr = this.#complaints.worded(withoutHidden(result.stderr));
    const stdout = withoutHidden(result.stdout);
    if (kept && kept.scalars['PATH'] === state.scalars['PATH']) this.#left = { bash, usual, state: kept };
    return {
      stdout: this.#merges ? this.#complaints.wordedAmong(stdout) : stdout,
      stderr,
      exitCode: this.shell.interruption?.exitCode ?? (kept ? kept.exitCode : (endedBy(stderr) ?? result.exitCode)),
      state: kept,
    };
  }

  /** `$?` and `$_` after a command that ran last and is one of the machine's; undefined for any other. */
  #endedWith(command: SimpleCommandNode | undefined): Ended | undefined {
    const ran = this.#ran;
    const { entered } = ran ?? {};
    if (!ran || !entered || entered !== this.#entered || entered.redirections !== command?.redirections)
      return undefined;
    const lastWord = ran.args.at(-1) ?? (entered.names[0] === ran.name ? ran.name : undefined);
    return lastWord === undefined ? undefined : { exitCode: ran.exitCode, lastWord };
  }

  /** Nothing of an earlier script is known any more. */
  #begin(): void {
    if (this.functions.size > 0) this.functions.clear();
    if (this.texts.size > 0) this.texts.clear();
    this.kept = undefined;
    this.sampled = undefined;
    this.handed = undefined;
    this.atEnd = { exitCode: 0, lastWord: '' };
    this.#jobs.length = 0;
    this.#scopes.length = 0;
    if (this.#scopeSinks.size > 0) this.#scopeSinks.clear();
    this.#entered = undefined;
    this.#ran = undefined;
    this.#merges = false;
    this.#opened = [];
    this.#toOpen = 0;
    this.#active = 0;
    this.#complaints = this.#newComplaints();
  }

  #newComplaints(): Complaints {
    const { shell } = this;
    return new Complaints(shell.scriptName ?? 'bash', (name) => {
      return shell.tree.find(resolvePath(this.#cwd, name))?.kind === 'directory';
    });
  }

  /** Nothing that can be typed makes the interpreter throw; if it does all the same, the shell has crashed. */
  #crashed(error: unknown): ExecResult {
    const detail = error instanceof Error ? error.message : String(error);
    this.kernel.events.report({ kind: 'limit', limit: 'shell', detail: detail.slice(0, 300) });
    return { stdout: '', stderr: `bash: ${systemText(error)}\n`, exitCode: 1 };
  }

  rewriter(errors = this.#errors): Rewriter {
    const { scriptName, live } = this.shell;
    const known = this.#rewriters.find(({ options }) => {
      const { stdout, stderr } = options.live ?? NO_STREAMS;
      const alike = options.errexit === this.#errexit && options.errors === errors;
      return alike && stdout === live.stdout && stderr === live.stderr;
    });
    if (known) return known;
    const rewriter = new Rewriter(this, { scriptName, live, errexit: this.#errexit, errors });
    this.#rewriters.push(rewriter);
    return rewriter;
  }

  get interpreting(): boolean {
    return this.#active === 0;
  }

  interrupted(): boolean {
    return this.shell.countStatement();
  }

  entering(entered: Entered): void {
    this.#isNoted = false;
    this.#entered = entered;
    this.#opened = [];
    this.opensFor(entered.redirections);
    this.#complaints.entered(entered.line, entered.names);
    this.pipelines.entered(entered.place.member);
  }

  enteringCompound(member: Member | undefined): void {
    this.pipelines.entered(member);
  }

  keepPipeline(words: MemberWords): number {
    return this.pipelines.keep(words);
  }

  opensFor(redirections: readonly Redirection[]): void {
    this.#toOpen = 0;
    if (redirections.length === 0) return;
    for (const redirection of redirections) if (isOpened(redirection)) this.#toOpen += 1;
    this.#merges ||= redirections.some(({ operator, fd }) => operator === '>&' && fd === 2);
  }

  get opening(): boolean {
    return this.#toOpen > 0;
  }

  get changingFolder(): boolean {
    const name = this.#entered?.names[0];
    return this.interpreting && (name === 'cd' || name === 'pushd');
  }

  get knowsDescribed(): boolean {
    return takesDescribed(this.#entered?.names[0] ?? '', this.shell);
  }

  denied(): void {
    this.#complaints.denied();
  }

  refused(error: unknown): void {
    this.#toOpen = 0;
    this.#complaints.refused(systemText(error));
  }

  opened(path: string): void {
    this.#opened.push(path);
    this.#toOpen = Math.max(0, this.#toOpen - 1);
  }

  defined(definition: FunctionNode): void {
    this.functions.set(definition.name, definition);
  }

  noted(argv: readonly string[]): void {
    if (this.#isNoted) return;
    this.#isNoted = true;
    this.kernel.events.report({ kind: 'command', program: argv[0] ?? '', argv: [...argv], exitCode: 0 });
  }

  keepJob(statement: StatementNode): number {
    return this.#jobs.push(statement) - 1;
  }

  job(number: number): StatementNode | undefined {
    return this.#jobs[number];
  }

  keepScope(redirections: readonly Redirection[], outer: Place): number {
    return this.#scopes.push({ redirections, outer });
  }

  /** The redirections of a compound command were carried out: from now on its sinks are known. */
  openScope(number: number): void {
    const scope = this.#scopes[number - 1];
    if (!scope || this.#opened.length === 0) return;
    this.#scopeSinks.set(number, applyRedirections(this.sinksAt(scope.outer), scope.redirections, this.#opened));
    this.#opened = [];
  }

  /** Where the output of what stands at a place goes. */
  sinksAt(place: Pick<Place, 'scope' | 'piped'>): Sinks {
    const sinks = this.#scopeSinks.get(place.scope) ?? this.shell.sinks;
    return place.piped ? { stdout: { kind: 'result', stream: 'stdout' }, stderr: sinks.stderr } : sinks;
  }

  worded(content: Uint8Array): Uint8Array {
    const text = new TextDecoder().decode(content);
    const worded = this.#complaints.wordedAmong(text);
    return worded === text ? content : new TextEncoder().encode(worded);
  }

  collect(path: string, content: Uint8Array): boolean {
    if (!path.startsWith(`${hiddenPath('sink')}/`)) return false;
    const [, scope, stream] = path.slice(hiddenPath('sink').length).split('/');
    const sinks = this.sinksAt({ scope: Number(scope), piped: false });
    this.shell.deliver(stream === 'stderr' ? sinks.stderr : sinks.stdout, content);
    return true;
  }

  hiddenText(path: string): string | undefined {
    return this.texts.get(path);
  }

  scriptFor(path: string): string {
    // What was typed is `$0` of the script; only a script found in PATH has its whole path there.
    const typed = this.#entered?.names[0] ?? '';
    const name =
      typed.includes('/') && path.endsWith(typed.replace(/^(\.\/)+/, '/').replace(/^\/+/, '/')) ? typed : path;
    const quoted = `'${name.replaceAll("'", "'\\''")}'`;
    return `'${hiddenPath('script')}' ${quoted} "$@"\n`;
  }

  transfer(bytes: number): Promise<boolean> {
    return this.shell.transfer(bytes);
  }

  /** The commands of the interpreter, each of which first passes by the machine. */
  #interpreter(state: ShellState): Bash {
    const { limits } = this.kernel;
    const { process, who } = this.shell;
    const { tools, hidden } = this.shell.parts;
    // Those that call a command of the interpreter stand in front of it, the others in its place.
    const inFront: CustomCommand[] = [...interpretedNames()]
      .filter((name) => !tools.has(name))
      .map((name) => this.#command(name, (args, context) => original(args, context)));
    const own: CustomCommand[] = [];
    for (const tool of tools.values()) {
      (tool.adjusts ? inFront : own).push(this.#command(tool.name, this.#toolCall(tool)));
    }
    for (const tool of hidden) {
      const call = this.#toolCall(tool);
      own.push(defineCommand(hiddenName(tool.name), (args, context) => call(args, context)));
    }
    const bash = new Bash({
      fs: new ShellFiles(this.kernel, this.shell.tree, this),
      cwd: state.cwd,
      env: exportedBy(state),
      commands: [...neededNames(tools)],
      customCommands: inFront,
      sleep: (ms) => this.shell.pass(ms),
      processInfo: { pid: process.pid, ppid: process.ppid, uid: who.uid, gid: who.gid },
      defenseInDepth: false,
      executionLimits: {
        maxCallDepth: limits.callDepth,
        maxCommandCount: Number.POSITIVE_INFINITY,
        maxLoopIterations: MOST_RECORDS,
        maxAwkIterations: MOST_RECORDS,
        maxSedIterations: MOST_RECORDS,
        maxArrayElements: MOST_RECORDS,
        maxWorkUnits: Number.POSITIVE_INFINITY,
        maxExecutionTimeMs: Number.POSITIVE_INFINITY,
        maxOutputSize: limits.printed,
        maxStringLength: limits.printed,
        maxFileSystemBytes: limits.contentBytes,
      },
    });
    registerOwn(bash, own);
    bash.registerTransformPlugin({
      name: 'machine',
      transform: ({ ast }) => {
        const prepared = this.#prepared;
        this.#prepared = undefined;
        return { ast: prepared ?? this.#rewriter.script(ast) };
      },
    });
    return bash;
  }

  #toolCall(tool: Tool): (args: string[], context: ResolvedCommandContext) => Promise<ExecResult> {
    return async (args, context) => {
      const call = this.#callOf(context);
      this.shell.lastCall = call;
      return this.#withoutMixture(await tool.run(args, call), call.sinks);
    };
  }

  /**
   * Bytes and a complaint of one command: the interpreter loses count of them when the complaint goes to a file, so it is sent there
   * before.
   */
  #withoutMixture(result: ExecResult, { stdout, stderr }: Sinks): ExecResult {
    const isMixed = result.stdoutKind === 'bytes' && result.stdout !== '' && result.stderr !== '';
    const isKept = stdout.kind !== 'file' && stdout.kind !== 'nowhere';
    if (!isMixed || !isKept || (stderr.kind !== 'file' && stderr.kind !== 'nowhere')) return result;
    this.shell.deliver(stderr, new TextEncoder().encode(result.stderr));
    return { ...result, stderr: '' };
  }

  /** What a command gives: what it gave, unless the shell was interrupted meanwhile. */
  #exitCode(given: number): number {
    return this.shell.interruption?.exitCode ?? given;
  }

  #command(name: string, run: (args: string[], context: ResolvedCommandContext) => Promise<ExecResult>): CustomCommand {
    return defineCommand(name, async (args, context) => {
      const member = this.#entered?.place.member;
      const before = this.shell.interruption;
      if (before) return { stdout: '', stderr: '', exitCode: before.exitCode };
      const nests = RUNS_OTHERS.has(name);
      const entered = this.#entered;
      if (!nests) this.#active += 1;
      try {
        const counted = this.shell.count(costOf(name));
        if (counted !== PASSED) await counted;
        const killed = this.pipelines.killed(member);
        if (killed !== undefined) return { stdout: '', stderr: '', exitCode: killed };
        const told = standardAnswer(name, args, this.kernel.state.host.os);
        const outer = this.pipelines.begun(name, args);
        let result: ExecResult;
        try {
          result = told === undefined ? await this.#fed([name, ...args], context, (fed) => run(args, fed)) : ok(told);
          const ended = this.pipelines.ended;
          if (ended !== undefined) result = { ...result, exitCode: ended };
        } finally {
          this.pipelines.left(outer);
        }
        this.shell.countPrinted(result.stdout.length + result.stderr.length);
        const exitCode = this.#exitCode(result.exitCode);
        this.kernel.events.report({ kind: 'command', program: name, argv: [name, ...args], exitCode });
        this.#ran = { entered, name, args, exitCode };
        return exitCode === result.exitCode ? result : { ...result, exitCode };
      } finally {
        if (!nests) this.#active -= 1;
        this.pipelines.done(member);
        this.#opened = [];
      }
    });
  }

  /** Runs a command whose input or output may never end. */
  #fed(
    words: readonly string[],
    context: ResolvedCommandContext,
    run: (context: ResolvedCommandContext) => Promise<ExecResult>,
  ): Promise<ExecResult> {
    return withEndless(words, this.#callOf(context), this.#entered?.place.piped ?? false, run);
  }

  #callOf(context: ResolvedCommandContext): Call {
    const entered = this.#entered;
    const sinks = entered
      ? applyRedirections(this.sinksAt(entered.place), entered.redirections, this.#opened)
      : this.shell.sinks;
    const typed = entered?.names[0] ?? '';
    const plain = { run: this, shell: this.shell, context, sinks };
    return typed.includes('/') ? { ...plain, file: resolvePath(context.cwd, typed) } : plain;
  }

  /** The interpreter gave up because of a limit of its own: what it says of that is not for the agent. */
  #withoutLimits(result: ExecResult): ExecResult {
    if (result.exitCode !== 126 || this.kept) return result;
    const [line, detail] = LIMIT_MESSAGE.exec(result.stderr) ?? [];
    if (line === undefined || detail === undefined) return result;
    this.kernel.events.report({ kind: 'limit', limit: 'shell', detail });
    const stderr = result.stderr.replace(line, '');
    if (/recursion depth/.test(detail)) {
      return { ...result, stderr: `${stderr}Segmentation fault (core dumped)\n`, exitCode: 139 };
    }
    this.shell.interrupt({ reason: 'limit', exitCode: 137 });
    return { ...result, stderr, exitCode: 137 };
  }
}

/** The command that ends a script, where `$?` is what it ends with; undefined where something else comes after it. */
function lastCommandOf({ statements }: ScriptNode): SimpleCommandNode | undefined {
  const pipeline = statements.at(-1)?.pipelines.at(-1);
  const [command, ...others] = pipeline?.commands ?? [];
  const alone = others.length === 0 && pipeline?.negated === false && pipeline.timed !== true;
  return alone && command?.type === 'SimpleCommand' && command.redirections.length === 0 ? command : undefined;
}

/** The exit code of a shell that a missing variable ended; undefined when something else did. */
function endedBy(stderr: string): number | undefined {
  return /: (?:unbound variable|parameter (?:null or )?not set)\n$/.test(stderr) ? 127 : undefined;
}

async function original(args: string[], context: ResolvedCommandContext): Promise<ExecResult> {
  return (await context.origCommand?.(args)) ?? { stdout: '', stderr: '', exitCode: 127 };
}
