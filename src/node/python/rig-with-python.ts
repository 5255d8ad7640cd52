/** What trials run on where the interpreter can be read. */
import { pythonRuntime } from '../../core/machine/python/python-runtime.ts';
import { mockedRigWith } from '../../core/trial/mocked-rig.ts';
import type { TrialRig } from '../../core/trial/run-trial.ts';
import { readPythonImage } from './python-image.ts';

/** A rig whose machines have Python. The interpreter is read when the first script runs, and kept for all of them. */
export function rigWithPython(): TrialRig {
  return mockedRigWith(pythonRuntime(readPythonImage));
}
