/** Where the scripted policies of a scenario are. */
import type { PolicyPlaces } from '../../node/policies.ts';
import { type Product, packagePath } from '../product.ts';

/** A scenario as far as finding its policies goes. */
export interface ScenarioPlace {
  readonly name: string | undefined;
  /** Absolute path. */
  readonly file: string | undefined;
}

export function policyPlaces(product: Product, scenario: ScenarioPlace): PolicyPlaces {
  return {
    scenario: scenario.name,
    scenarioFile: scenario.file,
    shipped: packagePath(product, 'scenarios', 'policies'),
  };
}
