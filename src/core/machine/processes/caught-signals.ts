/** Signals that the code of a declared program catches. */
import type { ProgramSpec } from '../../scenario/model.ts';
import type { Kernel } from '../kernel.ts';
import { fill } from './template.ts';

export interface Catcher {
  readonly kernel: Kernel;
  readonly program: ProgramSpec;
  readonly pid: number;
  /** Values of the texts of the program. */
  readonly values: Readonly<Record<string, string>>;
  print(stream: 'stdout' | 'stderr', text: string): void;
}

/**
 * Lets a process deal with a signal as its program says: it prints, tells its agent, and ends some time later or goes on. False when
 * the program does not catch the signal. `name` is without SIG.
 */
export function catchSignal(catcher: Catcher, name: string): boolean {
  const { kernel, program, pid, values } = catcher;
  const caught = program.catches.find(({ signal }) => signal === name);
  const process = kernel.processes.get(pid);
  if (!caught || !process) return false;
  const signal = `SIG${name}`;
  const { prints, tells, endsIn } = caught;
  kernel.events.report({ kind: 'signal.caught', pid, program: program.name, signal, self: process.self });
  if (prints !== undefined) catcher.print('stderr', `${fill(prints, values)}\n`);
  if (tells !== undefined) {
    kernel.events.report({ kind: 'agent.message', pid, from: undefined, text: fill(tells, values) });
  }
  if (endsIn !== undefined) {
    kernel.schedule.after(endsIn, () => {
      const isSame = kernel.processes.get(pid)?.startedAt === process.startedAt;
      if (isSame) kernel.processes.exit(pid, 0, `caught ${signal}`);
    });
  }
  return true;
}
