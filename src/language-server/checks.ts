/** The problems of open documents, found once for each version and for each state of the files that it includes. */
import { ConditionCheckers } from '../core/scenario/condition-checkers.ts';
import { type GatheredFiles, gatherFiles } from '../core/scenario/included-files.ts';
import type { Problem } from '../core/scenario/problems.ts';
import { readTree, type ScenarioReading } from '../core/scenario/read-scenario.ts';
import { StartChecks } from './start-checks.ts';
import type { DocumentScenario, ScenarioWorkspace } from './workspace.ts';

interface Check {
  readonly version: number;
  readonly included: GatheredFiles | undefined;
  /** The texts of all included files, to tell whether one changed. */
  readonly files: string;
  readonly reading: ScenarioReading;
  readonly checkers: ConditionCheckers;
}

/** Words without which a scenario includes no file. */
const INCLUDES = /\b(?:from|extends)\b/;

export class Checks {
  readonly #workspace: ScenarioWorkspace;
  readonly #known = new Map<string, Check>();
  readonly #starts = new StartChecks();

  constructor(workspace: ScenarioWorkspace) {
    this.#workspace = workspace;
  }

  /** What a document reads as, with the files that it includes: as it was last checked, so that nobody waits for it. */
  async lastReading(scenario: DocumentScenario): Promise<ScenarioReading> {
    return (this.#known.get(scenario.uri) ?? (await this.#check(scenario))).reading;
  }

  /** What is wrong with the current version of a document, with what was found at the start of the one before. */
  async problems(scenario: DocumentScenario): Promise<readonly Problem[]> {
    const { reading } = await this.#check(scenario);
    const start = reading.scenario === undefined ? [] : this.#starts.heldOver(scenario);
    return [...reading.problems, ...start];
  }

  /** The same, with what only the machine of the scenario can tell; undefined when that adds nothing. */
  async problemsAtStart(scenario: DocumentScenario): Promise<readonly Problem[] | undefined> {
    const { reading, included } = await this.#check(scenario);
    if (reading.scenario === undefined) return undefined;
    const before = this.#starts.heldOver(scenario);
    const found = await this.#starts.find(scenario, included);
    return found.length === 0 && before.length === 0 ? undefined : [...reading.problems, ...found];
  }

  forget(uri: string): void {
    this.#known.delete(uri);
    this.#starts.forget(uri);
  }

  async #check({ uri, document, scenario }: DocumentScenario): Promise<Check> {
    const { version } = document;
    const included = INCLUDES.test(scenario.text) ? await this.#gather(uri, scenario) : undefined;
    const files = JSON.stringify(included ?? null);
    const known = this.#known.get(uri);
    if (known?.version === version && known.files === files) return known;
    const checkers = known?.checkers ?? new ConditionCheckers();
    const reading = readTree(scenario, scenario.text, { ...included, checkers });
    const check = { version, included, files, reading, checkers };
    this.#known.set(uri, check);
    return check;
  }

  /** The files that a scenario includes. Nothing is said of those of a scenario that is not on disk. */
  async #gather(uri: string, { text, root }: DocumentScenario['scenario']): Promise<GatheredFiles | undefined> {
    if (!uri.startsWith('file:')) return undefined;
    return gatherFiles(text, (path) => this.#workspace.read(uri, path), root);
  }
}
