/** The scenario that was asked for, as the process of its trials reads it. */
import type { Scenario } from '../../core/scenario/model.ts';
import { readScenario } from '../../core/scenario/read-scenario.ts';
import type { ScenarioDocument } from '../../core/scenario/schema.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';

/** Thrown when a request cannot be run. The message says why. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

export interface RequestedScenario {
  readonly scenario: Scenario;
  readonly document: ScenarioDocument;
  /** Id of the variant that was read. */
  readonly variant: string;
}

/**
 * The scenario of a request under a variant; by default under the usual one.
 * @throws RequestError when it has problems
 */
export function scenarioOf(
  { source, fixtures, file }: ExperimentRequest['scenario'],
  named?: string,
): RequestedScenario {
  const { scenario, document, variant, problems, whole } = readScenario(source, { files: fixtures, variant: named });
  if (scenario !== undefined && document !== undefined && variant !== undefined) {
    return { scenario, document, variant: variant.id };
  }
  const first = problems.find(({ severity }) => severity === 'error');
  const reason = whole?.abstract === true ? 'it is only there for others to extend' : 'it is not a scenario';
  throw new RequestError(`${file} cannot be run: ${first?.message ?? reason}`);
}
