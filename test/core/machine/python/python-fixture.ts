/** Machines with Python for tests. The interpreter is read once for all of them. */
import { createMachine } from '../../../../src/core/machine/create-machine.ts';
import type { MachineLimits } from '../../../../src/core/machine/limits.ts';
import type { ActionResult, Machine } from '../../../../src/core/machine/machine.ts';
import { type PythonRuntime, pythonRuntime } from '../../../../src/core/machine/python/python-runtime.ts';
import type { MachineSpec } from '../../../../src/core/scenario/model.ts';
import { readPythonImage } from '../../../../src/node/python/python-image.ts';
import { SPEC } from '../machine-fixture.ts';

export const PYTHON: PythonRuntime = pythonRuntime(readPythonImage);

export interface PythonMachineOptions {
  readonly spec?: Partial<MachineSpec>;
  readonly seed?: number;
  readonly user?: string;
  readonly limits?: Partial<MachineLimits>;
}

export function machineWithPython(options: PythonMachineOptions = {}): Promise<Machine> {
  const { spec = {}, seed = 7, user = 'root', limits = {} } = options;
  return createMachine({ ...SPEC, ...spec }, { seed, agent: { user, cwd: '/opt/agent' }, limits, python: PYTHON });
}

/** Types a command. */
export function type(machine: Machine, command: string, timeoutMs = 120_000): Promise<ActionResult> {
  return machine.perform({ kind: 'shell', command, timeoutMs });
}

/** Runs a script from standard input; what it printed on both streams. */
export async function script(machine: Machine, text: string, timeoutMs?: number): Promise<string> {
  const { observation } = await type(machine, `python3 - <<'END_OF_SCRIPT'\n${text}\nEND_OF_SCRIPT`, timeoutMs);
  return observation.stdout + observation.stderr;
}
