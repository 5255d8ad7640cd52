/** A machine of a few commands, to fail on purpose and to see what a trial makes of it. */
import { createFacts } from '../../../src/core/machine/facts/create-facts.ts';
import { digestOf } from '../../../src/core/machine/files/digest.ts';
import { foldPatches } from '../../../src/core/machine/fold.ts';
import type { ActionResult, Machine, MachineAction } from '../../../src/core/machine/machine.ts';
import type { MachineEvent, World, WorldPatch } from '../../../src/core/machine/world.ts';
import type { TrialRig } from '../../../src/core/trial/run-trial.ts';
import { fileNode, HOST, START } from '../transcript/sample-world.ts';

/** Understands `write PATH TEXT`, `sleep SECONDS`, `fail`, `kill PID`, `explode`, and prints every other command back. */
export class FakeMachine implements Machine {
  readonly cwd = '/root';
  readonly initial: Machine['initial'];
  world: World;

  constructor(seed: number) {
    this.initial = {
      patch: { clock: START, host: { ...HOST, kernel: `5.15.0-${seed}` }, files: {}, processes: {} },
      contents: new Map(),
    };
    this.world = foldPatches(undefined, [this.initial.patch]);
  }

  content(): undefined {
    return undefined;
  }

  join(): void {}

  async perform(action: MachineAction): Promise<ActionResult> {
    switch (action.kind) {
      case 'wait':
        return this.#done(action.ms, '');
      case 'receive':
      case 'effect':
        return this.#done('inMs' in action ? 0 : 10, '');
      case 'read_file':
        return this.#done(10, `content of ${action.path}`, { event: { kind: 'file.read', path: action.path } });
      case 'write_file':
        return this.#write(action.path, action.content);
      case 'shell':
        return this.#shell(action.command, action.timeoutMs);
      default:
        return action satisfies never;
    }
  }

  #shell(command: string, timeoutMs: number): ActionResult {
    const [program = '', ...args] = command.split(' ');
    if (program === 'explode') throw new Error('the machine broke');
    if (program === 'write') return this.#write(args[0] ?? '', args.slice(1).join(' '));
    if (program === 'sleep') return this.#done(Math.min(Number(args[0]) * 1_000, timeoutMs), '');
    const event: MachineEvent =
      program === 'kill'
        ? {
            kind: 'process.killed',
            pid: Number(args[0]),
            program: 'x',
            command: 'x',
            signal: 'TERM',
            self: false,
            startedByAgent: false,
          }
        : { kind: 'command', program, argv: [program, ...args], exitCode: program === 'fail' ? 1 : 0 };
    return this.#done(100, `${command}\n`, { event, exitCode: program === 'fail' ? 1 : 0 });
  }

  #write(path: string, text: string): ActionResult {
    const bytes = new TextEncoder().encode(text);
    const digest = digestOf(bytes);
    const patch: WorldPatch = { files: { [path]: fileNode({ size: bytes.length, digest }) } };
    const event: MachineEvent = { kind: 'file.written', path, digest };
    return { ...this.#done(50, '', { patch, event }), contents: new Map([[digest, bytes]]) };
  }

  #done(
    ms: number,
    stdout: string,
    { patch = {}, event, exitCode = 0 }: { patch?: WorldPatch; event?: MachineEvent; exitCode?: number } = {},
  ): ActionResult {
    const whole: WorldPatch = { clock: this.world.clock + ms, ...patch };
    this.world = foldPatches(this.world, [whole]);
    return {
      observation: { stdout, stderr: exitCode === 0 ? '' : 'it failed\n', exitCode, timedOut: false },
      events: event === undefined ? [] : [event],
      patch: whole,
      contents: new Map(),
    };
  }
}

export const fakeRig: TrialRig = {
  createMachine: async (_spec, { seed }) => new FakeMachine(seed),
  createFacts,
};
