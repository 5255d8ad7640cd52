import { createMachine } from '../machine/create-machine.ts';
import { createFacts } from '../machine/facts/create-facts.ts';
import type { PythonRuntime } from '../machine/python/python-runtime.ts';
import type { TrialRig } from './run-trial.ts';

/** What every trial runs on: the mocked machine, which lives in memory and reaches nothing else. */
export const mockedRig: TrialRig = { createMachine, createFacts };

/** The same with Python on the machine. */
export function mockedRigWith(python: PythonRuntime): TrialRig {
  return { createFacts, createMachine: (spec, options) => createMachine(spec, { ...options, python }) };
}
