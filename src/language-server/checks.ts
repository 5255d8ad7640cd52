/** The problems of open documents, found once for each version and for each state of the files that it includes. */
import { ConditionCheckers } from '../core/scenario/condition-checkers.ts';
import { type GatheredFiles, gatherFiles } from '../core/scenario/included-files.ts';
import type { Problem } from '../core/scenario/problems.ts';
import { readTree, type ScenarioReading } from '../core/scenario/read-scenario.ts';
import type { DocumentScenario, ScenarioWorkspace } from './workspace.ts';

interface Check {
  readonly version: number;
  readonly files: string;
  readonly reading: ScenarioReading;
  readonly checkers: ConditionCheckers;
}

/** Words without which a scenario includes no file. */
const INCLUDES = /\b(?:from|extends)\b/;

export class Checks {
  readonly #workspace: ScenarioWorkspace;
  readonly #known = new Map<string, Check>();

  constructor(workspace: ScenarioWorkspace) {
    this.#workspace = workspace;
  }

  /** What the current version of a document reads as, with the files that it includes. */
  async reading({ uri, document, scenario }: DocumentScenario): Promise<ScenarioReading> {
    const { version } = document;
    const included = INCLUDES.test(scenario.text) ? await this.#gather(uri, scenario) : undefined;
    const files = JSON.stringify(included ?? null);
    const known = this.#known.get(uri);
    if (known?.version === version && known.files === files) return known.reading;
    const checkers = known?.checkers ?? new ConditionCheckers();
    const reading = readTree(scenario, scenario.text, { ...included, checkers });
    this.#known.set(uri, { version, files, reading, checkers });
    return reading;
  }

  async problems(scenario: DocumentScenario): Promise<readonly Problem[]> {
    return (await this.reading(scenario)).problems;
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }

  /** The files that a scenario includes. Nothing is said of those of a scenario that is not on disk. */
  async #gather(uri: string, { text, root }: DocumentScenario['scenario']): Promise<GatheredFiles | undefined> {
    if (!uri.startsWith('file:')) return undefined;
    return gatherFiles(text, (path) => this.#workspace.read(uri, path), root);
  }
}
