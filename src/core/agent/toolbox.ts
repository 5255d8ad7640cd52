/** Every tool that an agent is offered: built-in ones, and those that the scenario declares. */
import type { OwnToolSpec, ToolName } from '../scenario/model.ts';
import type { ToolDefinition } from './model.ts';
import { type ArgumentCheck, argumentCheck, describeOwnTool, ownToolDefinition } from './own-tool.ts';
import { describeTool, type ReadCall, readArguments, readToolCall, toolDefinitions } from './tools.ts';

export class Toolbox {
  /** As an endpoint with native tool calls takes them. */
  readonly definitions: readonly ToolDefinition[];
  /** For a model that reads them as text. */
  readonly descriptions: readonly string[];
  readonly #offered: readonly ToolName[];
  readonly #own: ReadonlyMap<string, { readonly spec: OwnToolSpec; readonly check: ArgumentCheck }>;

  /**
   * @param own those of the scenario that the agent is offered
   * @throws OwnToolError when one of them cannot be offered
   */
  constructor(offered: readonly ToolName[], own: readonly OwnToolSpec[]) {
    this.#offered = offered;
    this.#own = new Map(own.map((spec) => [spec.name, { spec, check: argumentCheck(spec) }]));
    this.definitions = [...toolDefinitions(offered), ...own.map(ownToolDefinition)];
    this.descriptions = [...offered.map(describeTool), ...own.map(describeOwnTool)];
  }

  /** Names of the tools. */
  get names(): readonly string[] {
    return [...this.#offered, ...this.#own.keys()];
  }

  /** Checks a call that a model asked for, like `readToolCall`. Never throws. */
  read(tool: string, written: unknown): ReadCall {
    const own = this.#own.get(tool);
    if (own === undefined) return readToolCall(tool, written, this.#offered, this.names);
    const right = `What it takes:\n${describeOwnTool(own.spec)}`;
    const read = readArguments(tool, written, right);
    if ('problem' in read) return { kind: 'malformed', problem: read.problem };
    const problem = own.check(read.value);
    if (problem !== undefined) {
      return { kind: 'malformed', problem: `The arguments of ${tool} are wrong: ${problem}. ${right}` };
    }
    return { kind: 'own', call: { tool: own.spec, arguments: { ...read.value } } };
  }
}
