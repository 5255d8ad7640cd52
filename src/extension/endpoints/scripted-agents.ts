/** The scripted agents that can be offered. */
import { type TextDocument, window, workspace } from 'vscode';
import { SCRIPTED_PREFIX } from '../../core/experiment/endpoint-config.ts';
import { type FoundPolicy, listPolicies } from '../../node/policies.ts';
import type { Product } from '../product.ts';
import { SCENARIO_LANGUAGE } from '../scenarios/language-id.ts';
import { NOT_SEARCHED, SCENARIO_GLOB } from '../scenarios/scenario-document.ts';
import { policyPlaces, type ScenarioPlace } from './policy-places.ts';

/** Scenarios that are looked at for their policies. */
const MOST_SCENARIOS = 50;

/** Scripted agents that can play scenarios of the workspace, by the names that endpoints have. */
export async function scriptedAgents(
  product: Product,
): Promise<{ readonly name: string; readonly ofScenario: boolean }[]> {
  const policies = await policiesFor(product, undefined);
  return policies.map(({ name, ofScenario }) => ({ name: SCRIPTED_PREFIX + name, ofScenario }));
}

/** Policies that can play a scenario; without one, the scenario in front, or those of the workspace. */
export async function policiesFor(product: Product, scenario: ScenarioPlace | undefined): Promise<FoundPolicy[]> {
  const inFront = scenarioOf(window.activeTextEditor?.document);
  const places = [scenario ?? inFront].filter((place) => place !== undefined);
  if (places.length === 0) {
    for (const file of await workspace.findFiles(SCENARIO_GLOB, NOT_SEARCHED, MOST_SCENARIOS)) {
      const place = scenarioOf(await workspace.openTextDocument(file));
      if (place !== undefined) places.push(place);
    }
  }
  const nowhere: ScenarioPlace = { name: undefined, file: undefined };
  const found = new Map<string, FoundPolicy>();
  for (const place of [...places, nowhere]) {
    for (const [name, policy] of await listPolicies(policyPlaces(product, place))) {
      if (!found.has(name)) found.set(name, policy);
    }
  }
  return [...found.values()];
}

/** Where a scenario is, by its text as far as it is written. */
function scenarioOf(document: TextDocument | undefined): ScenarioPlace | undefined {
  if (document?.languageId !== SCENARIO_LANGUAGE) return undefined;
  const name = /^scenario:[ \t]*["']?([A-Za-z][\w-]*)/m.exec(document.getText())?.[1];
  return { name, file: document.uri.fsPath };
}
