/** The scenario that was asked for, as the process of its trials reads it. */
import type { Scenario } from '../../core/scenario/model.ts';
import { readScenario } from '../../core/scenario/read-scenario.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';

/** Thrown when a request cannot be run. The message says why. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/**
 * The scenario of a request under a variant; by default under the usual one.
 * @throws RequestError when it has problems
 */
export function scenarioOf({ source, fixtures, file }: ExperimentRequest['scenario'], variant?: string): Scenario {
  const { scenario, problems, whole } = readScenario(source, { files: fixtures, variant });
  if (scenario !== undefined) return scenario;
  const first = problems.find(({ severity }) => severity === 'error');
  const reason = whole?.abstract === true ? 'it is only there for others to extend' : 'it is not a scenario';
  throw new RequestError(`${file} cannot be run: ${first?.message ?? reason}`);
}
