/** One trial: an agent on a machine, watched, and written down as it happens. */
import { Conversation, withCallIds } from '../agent/conversation.ts';
import { EndpointError, type Model, type ModelResponse, type Usage } from '../agent/model.ts';
import type { Facts } from '../machine/facts/create-facts.ts';
import { digestOf } from '../machine/files/digest.ts';
import type { Machine } from '../machine/machine.ts';
import type { World } from '../machine/world.ts';
import { withFixtures } from '../scenario/fixtures.ts';
import type { AgentSpec, MachineSpec, Scenario } from '../scenario/model.ts';
import { TRANSCRIPT_VERSION, type Verdict } from '../transcript/events.ts';
import { type TranscriptSink, TranscriptWriter } from '../transcript/writer.ts';
import { Judge, type SuccessState } from './judge.ts';
import { describeLimit, hitLimit, type LimitHit } from './limits.ts';
import { RecordedMachine } from './recorded-machine.ts';
import { carryOutTurn } from './turn.ts';

/** Machine time that passes while the model thinks. The real time that it takes never shows on the machine. */
const THINKING_MS = 3_000;

/** What a trial is called and belongs to. */
export interface TrialIds {
  readonly trial: string;
  readonly experiment: string;
  readonly variant: string;
  /** Version of Redline. */
  readonly redline: string;
}

export interface TrialOptions {
  /** Resolved from `source`. Its fixtures may still be files; they are filled in from `fixtures`. */
  readonly scenario: Scenario;
  /** Text of the scenario. */
  readonly source: string;
  /** Text of each file that the scenario includes, by its path as written. */
  readonly fixtures: Readonly<Record<string, string>>;
  readonly ids: TrialIds;
  /**
   * From 0 and below 2^31. The machine is made from it, and every request of the trial carries it as it is: a stateless endpoint that
   * draws, such as a scripted policy behind HTTP, can so stand by what it drew in earlier turns.
   */
  readonly seed: number;
  readonly model: Model;
  /** Takes each event as soon as it happened. */
  readonly sink: TranscriptSink;
  /** Ends the trial as cancelled, at the next turn or action. */
  readonly signal: AbortSignal;
  /** The real time as ISO 8601, for the two time stamps of a transcript. */
  readonly now: () => string;
}

export interface TrialResult {
  readonly verdict: Verdict;
  readonly reason: string;
  /** What the agent said when it finished. */
  readonly report: string | undefined;
  /** Turns that the model answered. */
  readonly steps: number;
  readonly usage: Usage;
  readonly milestones: readonly string[];
  readonly flags: Readonly<Record<string, number>>;
}

/** What a trial runs on. */
export interface TrialRig {
  createMachine(spec: MachineSpec, options: { readonly seed: number; readonly agent: AgentSpec }): Promise<Machine>;
  /** What conditions are told of a machine that began with this world. */
  createFacts(spec: MachineSpec, initial: World): Facts;
}

type Ending =
  | { readonly kind: 'finished'; readonly report: string }
  | { readonly kind: 'limit'; readonly hit: LimitHit }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'error'; readonly error: unknown };

/**
 * Runs one trial and hands every event of its transcript to the sink. The verdict comes from the state of the machine at the end,
 * never from what the agent says. Whatever fails, it ends with a result, and what was written stays. The same scenario, seed and
 * answers of the model give the same events, up to real time stamps and latencies.
 */
export async function runTrial(options: TrialOptions, rig: TrialRig): Promise<TrialResult> {
  const trial = new RunningTrial(options, rig);
  let ending: Ending;
  try {
    ending = await trial.run();
  } catch (error) {
    ending = options.signal.aborted ? { kind: 'cancelled' } : { kind: 'error', error };
  }
  return trial.conclude(ending);
}

class RunningTrial {
  readonly #options: TrialOptions;
  readonly #rig: TrialRig;
  readonly #writer: TranscriptWriter;
  #judge: Judge | undefined;
  #steps = 0;
  #idleTurns = 0;
  #usage: Usage = { inputTokens: 0, outputTokens: 0 };

  constructor(options: TrialOptions, rig: TrialRig) {
    this.#options = options;
    this.#rig = rig;
    this.#writer = new TranscriptWriter(options.scenario.agent.name, options.sink);
  }

  /**
   * @throws EndpointError when the endpoint fails, what the signal aborts with, and whatever a part of the trial throws.
   */
  async run(): Promise<Ending> {
    const { agent } = this.#options.scenario;
    this.#writeHeader();
    const machine = await this.#startMachine();
    const conversation = new Conversation(agent);
    this.#writer.write({
      type: 'agent.started',
      name: agent.name,
      scaffold: agent.scaffold,
      system: conversation.system,
      goal: agent.goal,
      tools: [...agent.tools],
      cwd: agent.cwd,
    });
    machine.judge([]);
    for (;;) {
      const hit = hitLimit(agent.limits, conversation.scaffold.idleTurns, {
        steps: this.#steps,
        tokens: this.#usage.inputTokens + this.#usage.outputTokens,
        time: machine.elapsed,
        idleTurns: this.#idleTurns,
      });
      if (hit !== undefined) return { kind: 'limit', hit };
      this.#options.signal.throwIfAborted();
      const report = await this.#takeTurn(conversation, machine);
      if (report !== undefined) return { kind: 'finished', report };
    }
  }

  /** Writes the end of the trial and gives its result. */
  conclude(ending: Ending): TrialResult {
    try {
      if (ending.kind === 'limit') this.#writer.write({ type: 'limit.hit', ...ending.hit });
      if (ending.kind === 'error') this.#writeError(ending.error);
      const { verdict, reason } = decide(ending, this.#judge?.atEnd());
      const result = this.#result(verdict, reason, ending.kind === 'finished' ? ending.report : undefined);
      const { report, milestones, ...ended } = result;
      this.#writer.write({
        type: 'trial.ended',
        ...ended,
        ...(report === undefined ? {} : { report }),
        milestones: [...milestones],
        endedAt: this.#options.now(),
      });
      return result;
    } catch (error) {
      return this.#result('error', `The end of the trial could not be written: ${messageOf(error)}`, undefined);
    }
  }

  #result(verdict: Verdict, reason: string, report: string | undefined): TrialResult {
    const milestones = this.#judge?.milestones ?? [];
    return {
      verdict,
      reason,
      report,
      steps: this.#steps,
      usage: this.#usage,
      milestones,
      flags: this.#judge?.flags ?? {},
    };
  }

  #writeHeader(): void {
    const { scenario, source, fixtures, ids, seed, model, now } = this.#options;
    const contents = [source, ...Object.values(fixtures)].map((text) => {
      const bytes = new TextEncoder().encode(text);
      return [digestOf(bytes), bytes] as const;
    });
    const [sourceDigest = '', ...fixtureDigests] = contents.map(([digest]) => digest);
    this.#writer.write({
      type: 'trial.started',
      version: TRANSCRIPT_VERSION,
      ...ids,
      scenario: { name: scenario.name, title: scenario.title, digest: sourceDigest },
      fixtures: Object.fromEntries(Object.keys(fixtures).map((path, index) => [path, fixtureDigests[index] ?? ''])),
      endpoint: { name: model.endpoint.name, provider: model.endpoint.provider, model: model.endpoint.model },
      seed,
      startedAt: now(),
    });
    this.#writer.writeContents(contents);
  }

  async #startMachine(): Promise<RecordedMachine> {
    const { seed, fixtures } = this.#options;
    const scenario = withFixtures(this.#options.scenario, fixtures);
    const machine = await this.#rig.createMachine(scenario.machine, { seed, agent: scenario.agent });
    this.#judge = new Judge(scenario, this.#rig.createFacts(scenario.machine, machine.world), this.#writer);
    return new RecordedMachine(machine, this.#writer, this.#judge, scenario.agent.limits.time);
  }

  /** One turn of the model. Gives the report when the agent finished. */
  async #takeTurn(conversation: Conversation, machine: RecordedMachine): Promise<string | undefined> {
    const { model, seed, signal } = this.#options;
    const step = this.#steps + 1;
    this.#writer.beginStep(step);
    this.#writer.write({ type: 'model.request', messages: [...conversation.fresh] });
    const response = withCallIds(await model.respond(conversation.request(seed), signal));
    this.#steps = step;
    this.#writeResponse(response);
    const turn = conversation.receive(response);
    if (turn.thought.length > 0) this.#writer.write({ type: 'agent.thought', parts: [...turn.thought] });
    signal.throwIfAborted();
    await machine.pass(THINKING_MS);
    const { answers, acted, report } = await carryOutTurn(turn, machine, this.#writer, signal);
    conversation.answer(answers);
    this.#idleTurns = acted ? 0 : this.#idleTurns + 1;
    return report;
  }

  #writeResponse(response: ModelResponse): void {
    // Field by field: whatever else a client hangs on its answer stays out of the transcript.
    const { text, reasoning, toolCalls, usage, finishReason, requestId, retries, latencyMs } = response;
    this.#usage = {
      inputTokens: this.#usage.inputTokens + usage.inputTokens,
      outputTokens: this.#usage.outputTokens + usage.outputTokens,
    };
    this.#writer.write({
      type: 'model.response',
      text,
      reasoning,
      toolCalls: [...toolCalls],
      usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens },
      finishReason,
      ...(requestId === undefined ? {} : { requestId }),
      retries,
      latencyMs,
    });
  }

  #writeError(error: unknown): void {
    const failed = error instanceof EndpointError;
    this.#writer.write({
      type: 'error',
      kind: failed ? error.kind : 'internal',
      message: messageOf(error),
      ...(failed ? { endpoint: error.endpoint } : {}),
    });
  }
}

function decide(ending: Ending, success: SuccessState | undefined): { verdict: Verdict; reason: string } {
  switch (ending.kind) {
    case 'cancelled':
      return { verdict: 'cancelled', reason: 'The trial was cancelled.' };
    case 'error':
      return { verdict: 'error', reason: messageOf(ending.error) };
    case 'finished':
    case 'limit': {
      const why = ending.kind === 'finished' ? 'The agent finished.' : describeLimit(ending.hit);
      if (success?.value === true) return { verdict: 'success', reason: `${why} The success condition holds.` };
      const cause = success?.error === undefined ? '.' : `: ${success.error}`;
      return { verdict: 'failure', reason: `${why} The success condition does not hold${cause}` };
    }
    default:
      return ending satisfies never;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
