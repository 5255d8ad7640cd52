/** Endpoints that a scenario names besides that of the run. */
import type { Model } from '../agent/model.ts';
import type { Scenario } from '../scenario/model.ts';

/** Thrown when a scenario names an endpoint that the run has not. The message says which. */
export class MissingEndpointError extends Error {
  override readonly name = 'MissingEndpointError';
}

/** Endpoints besides that of the run without which the trials of a scenario cannot be run: those of agents and of played tools. */
export function neededEndpoints({ agents, tools }: Pick<Scenario, 'agents' | 'tools'>): ReadonlySet<string> {
  const named = [...agents.map((agent) => agent.endpoint), ...tools.map((tool) => tool.emulate?.endpoint)];
  return new Set(named.filter((name) => name !== undefined));
}

/** Every endpoint that a scenario names, in its order: those that it needs, and those of its judges, which can be missing. */
export function endpointNames(scenario: Pick<Scenario, 'agents' | 'tools' | 'judges'>): readonly string[] {
  return [...new Set([...neededEndpoints(scenario), ...scenario.judges.map((judge) => judge.endpoint)])];
}

/** The models of one run, by the names by which scenarios know them. */
export class NamedEndpoints {
  /** The endpoint of the run. */
  readonly usual: Model;
  readonly #others: ReadonlyMap<string, Model>;

  constructor(usual: Model, others: ReadonlyMap<string, Model> = new Map()) {
    this.usual = usual;
    this.#others = others;
  }

  find(name: string): Model | undefined {
    return name === this.usual.endpoint.name ? this.usual : this.#others.get(name);
  }

  /**
   * The model behind an endpoint; undefined is that of the run.
   * @throws MissingEndpointError when the run has no such endpoint
   */
  need(name: string | undefined): Model {
    const model = name === undefined ? this.usual : this.find(name);
    if (model === undefined)
      throw new MissingEndpointError(`This run has no endpoint ${name}, which the scenario names.`);
    return model;
  }
}
