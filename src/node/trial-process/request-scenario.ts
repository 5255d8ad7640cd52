/** The scenario that was asked for, as the process of its trials reads it. */
import type { Scenario } from '../../core/scenario/model.ts';
import { readScenario } from '../../core/scenario/read-scenario.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';

/** Thrown when a request cannot be run. The message says why. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/**
 * The scenario of a request.
 * @throws RequestError when it has problems
 */
export function scenarioOf({ source, file }: ExperimentRequest['scenario']): Scenario {
  const { scenario, problems } = readScenario(source);
  if (scenario !== undefined) return scenario;
  const first = problems.find(({ severity }) => severity === 'error');
  throw new RequestError(`${file} cannot be run: ${first?.message ?? 'it is not a scenario'}`);
}
