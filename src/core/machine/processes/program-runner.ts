/** Starts declared programs on behalf of a shell. */
import type { ExecResult } from 'just-bash';
import type { MachineSpec } from '../../scenario/model.ts';
import { systemText } from '../files/file-error.ts';
import type { Kernel } from '../kernel.ts';
import type { Network } from '../network/network.ts';
import { type Call, fail, type Programs } from '../shell/contracts.ts';
import { sinkFile } from '../shell/job-text.ts';
import { type CommandTemplate, commandTemplate } from './command-template.ts';
import { programArguments } from './program-arguments.ts';
import { matchProgram, type ProgramMatch } from './program-match.ts';
import { ProgramProcess, startingMemory } from './running-program.ts';

const encoder = new TextEncoder();

export class ProgramRunner implements Programs {
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #templates: readonly CommandTemplate[];

  constructor(kernel: Kernel, network: Network, spec: MachineSpec) {
    this.#kernel = kernel;
    this.#network = network;
    this.#templates = spec.programs.map(commandTemplate);
  }

  /** Names of programs that are called by their name alone. */
  get commandNames(): readonly string[] {
    return this.#templates
      .filter((template) => template.interpreter === undefined && !template.script.includes('/'))
      .map((template) => template.script);
  }

  /** The program that a command line starts; undefined when it starts none. */
  match(argv: readonly string[], cwd: string): ProgramMatch | undefined {
    return matchProgram(this.#templates, argv, cwd);
  }

  /** Runs a program until it ends or the shell is interrupted; then the program gets SIGTERM. */
  async runInForeground(match: ProgramMatch, call: Call): Promise<ExecResult> {
    const { shell, sinks, context } = call;
    const { template } = match;
    let text = '';
    try {
      if (template.interpreter !== undefined && !template.isModule) {
        text = new TextDecoder().decode(shell.tree.read(match.scriptPath));
        this.#kernel.events.fileRead(shell.tree.resolve(match.scriptPath, 'open'));
      }
    } catch (error) {
      return cannotOpen(match, error);
    }
    const parsed = programArguments(template, match.args);
    if (!('options' in parsed)) return parsed;
    const held = { stdout: '', stderr: '' };
    const program = new ProgramProcess({
      kernel: this.#kernel,
      network: this.#network,
      match,
      options: parsed.options,
      cwd: context.cwd,
      tree: shell.tree,
      text,
      environment: context.exportedEnv ?? {},
      kernelSays: (message) => shell.parts.system.journal.kernel(message, 4),
      print: (stream, line) => {
        if (sinks[stream].kind === 'result') held[stream] += line;
        else shell.deliver(sinks[stream], encoder.encode(line));
      },
    });
    const process = shell.startProcess(
      {
        command: match.argv.join(' '),
        argv: match.argv,
        cwd: context.cwd,
        memory: startingMemory(template.program),
        program: program.description,
        stdout: sinkFile(sinks.stdout),
        stderr: sinkFile(sinks.stderr),
      },
      program,
    );
    if (!process) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
    this.#kernel.state.environments.set(process.pid, context.exportedEnv ?? {});
    program.begin(process.pid);
    while (!program.exit && !shell.interruption) {
      await shell.task.until((wake) => program.whenEnded(wake));
    }
    if (!program.exit) this.#kernel.processes.signal(process.pid, 'TERM', 0);
    return { ...held, exitCode: program.exit?.exitCode ?? 143 };
  }
}

function cannotOpen(match: ProgramMatch, error: unknown): ExecResult {
  const [interpreter = 'python'] = match.argv;
  const reason = systemText(error);
  if (match.template.interpreter === 'bash') return fail(`bash: ${match.script}: ${reason}\n`, 127);
  if (reason === 'Is a directory') {
    return fail(`${interpreter}: can't find '__main__' module in '${match.scriptPath}'\n`, 1);
  }
  const number = reason === 'Permission denied' ? 13 : 2;
  return fail(`${interpreter}: can't open file '${match.scriptPath}': [Errno ${number}] ${reason}\n`, 2);
}
