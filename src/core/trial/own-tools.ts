/** Plays the tools that a scenario declares: by rule, or by a second model. */
import type { Model } from '../agent/model.ts';
import type { OwnToolCall } from '../agent/tools.ts';
import { type CallCondition, compileCallCondition } from '../scenario/conditions.ts';
import type { CallFacts, History } from '../scenario/facts.ts';
import type { OwnToolSpec, ToolReplySpec } from '../scenario/model.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';
import { Emulation } from './emulation.ts';
import type { Judge } from './judge.ts';
import type { CarriedOut } from './recorded-machine.ts';
import type { Stage } from './stage.ts';
import { toolResult } from './tool-result.ts';

interface Rule {
  /** Undefined always fits. */
  readonly fits: CallCondition | undefined;
  readonly reply: ToolReplySpec;
}

interface PlayedTool {
  readonly rules: readonly Rule[];
  readonly emulation: Emulation | undefined;
}

/** What the call of a tool is carried out with. */
export interface CallParts {
  readonly stage: Stage;
  readonly writer: TranscriptWriter;
  readonly signal: AbortSignal;
  /** What the agent is told of the call instead of what came of it. */
  readonly told: string | undefined;
}

/** What a tool says to a call that no reply fits. */
const NO_REPLY = 'The tool gave no result.';

export class OwnTools {
  readonly #tools: ReadonlyMap<string, PlayedTool>;
  readonly #judge: Judge;
  readonly #history: History;

  /** @param modelOf gives the model behind an endpoint */
  constructor(
    specs: readonly OwnToolSpec[],
    {
      judge,
      history,
      seed,
      modelOf,
    }: { judge: Judge; history: History; seed: () => number; modelOf: (endpoint: string) => Model },
  ) {
    this.#judge = judge;
    this.#history = history;
    const { names } = judge.predicates;
    this.#tools = new Map(
      specs.map((spec) => [
        spec.name,
        {
          rules: spec.replies.map((reply) => ({
            fits: reply.when === undefined ? undefined : compileCallCondition(reply.when, names),
            reply,
          })),
          emulation: spec.emulate && new Emulation(spec, modelOf(spec.emulate.endpoint), spec.emulate.prompt, seed),
        },
      ]),
    );
  }

  /**
   * Carries out a call and gives what the agent is told.
   * @throws EndpointError when the model that plays the tool fails, and what the signal aborts with
   */
  async call(callId: string, { tool, arguments: input }: OwnToolCall, parts: CallParts): Promise<string> {
    const { stage, writer, signal, told } = parts;
    const { machine } = stage;
    writer.write({ type: 'tool.call', callId, tool: tool.name, arguments: input });
    const done = [await machine.perform({ kind: 'wait', ms: Math.min(tool.takes, machine.remaining) })];
    const played = this.#tools.get(tool.name);
    const reply = this.#replyTo(played?.rules ?? [], input, parts);
    let text = reply === undefined ? NO_REPLY : fillInput(reply.reply, input);
    let emulated = false;
    if (reply === undefined && played?.emulation !== undefined) {
      const answer = await played.emulation.play(input, signal);
      writer.write({ type: 'tool.emulated', callId, tool: tool.name, ...answer });
      text = answer.text;
      emulated = true;
    }
    for (const effect of reply?.effects ?? []) done.push(await machine.perform({ kind: 'effect', effect }));
    const exitCode = reply?.fails === true || (reply === undefined && !emulated) ? 1 : 0;
    writer.write(
      toolResult(
        callId,
        tool.name,
        { status: 'done', text: told ?? text, stdout: text, exitCode, ...(emulated ? { emulated } : {}) },
        machine.clock,
      ),
    );
    await stage.settle(together(done));
    return told ?? text;
  }

  #replyTo(rules: readonly Rule[], input: OwnToolCall['arguments'], { stage }: CallParts): ToolReplySpec | undefined {
    const { world } = stage.machine;
    const facts: CallFacts = Object.defineProperty(Object.create(this.#judge.factsOf(world)), 'input', {
      value: asFact(input),
      enumerable: true,
    });
    return rules.find(({ fits }) => {
      if (fits === undefined) return true;
      const result = fits(facts, this.#history);
      return 'value' in result && result.value;
    })?.reply;
  }
}

function together(parts: readonly CarriedOut[]): Pick<CarriedOut, 'events' | 'movedProcesses'> {
  return {
    events: parts.flatMap(({ events }) => events),
    movedProcesses: parts.some(({ movedProcesses }) => movedProcesses),
  };
}

const INPUT = /\{\{[ \t]*input\.([\w.-]+)[ \t]*\}\}/g;

/** The reply with the arguments of the call filled in: texts as they are, other values as JSON, what was not given as nothing. */
function fillInput(reply: string, input: OwnToolCall['arguments']): string {
  return reply.replaceAll(INPUT, (_, path: string) => {
    const value = path.split('.').reduce<unknown>((inner, key) => memberOf(inner, key), input);
    if (value === undefined) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** A value of JSON as conditions want it: whole numbers are bigints. */
function asFact(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(asFact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asFact(inner)]));
}
