import { createMachine } from '../machine/create-machine.ts';
import { createFacts } from '../machine/facts/create-facts.ts';
import type { TrialRig } from './run-trial.ts';

/** What every trial runs on: the mocked machine, which lives in memory and reaches nothing else. */
export const mockedRig: TrialRig = { createMachine, createFacts };
