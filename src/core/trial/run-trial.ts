/** One trial: agents on a machine, watched, and written down as it happens. */
import { withCallIds } from '../agent/conversation.ts';
import { EndpointError, type Model, type ModelResponse, type Usage } from '../agent/model.ts';
import type { Facts } from '../machine/facts/create-facts.ts';
import type { Machine } from '../machine/machine.ts';
import type { World } from '../machine/world.ts';
import { withFixtures } from '../scenario/fixtures.ts';
import type { AgentSpec, MachineSpec } from '../scenario/model.ts';
import { CondensedTranscript } from '../transcript/condensed.ts';
import type { Verdict } from '../transcript/events.ts';
import { type TranscriptSink, TranscriptWriter } from '../transcript/writer.ts';
import type { Actor } from './actor.ts';
import { Cast } from './cast.ts';
import { askJudge, type Grade } from './grades.ts';
import { Judge } from './judge.ts';
import { agentLimit, type LimitHit, totalLimit, totalSteps, trialLimit } from './limits.ts';
import { NamedEndpoints } from './named-endpoints.ts';
import { OwnTools } from './own-tools.ts';
import { RecordedMachine } from './recorded-machine.ts';
import { STALL_MS, Stage } from './stage.ts';
import { type TrialIdentity, writeHeader } from './trial-header.ts';
import { carryOutTurn } from './turn.ts';
import { decide, type Ending, messageOf } from './verdict.ts';

/** Machine time that passes while the model thinks. The real time that it takes never shows on the machine. */
const THINKING_MS = 3_000;
/** Machine time that passes at once while nobody can act yet. */
const WAITING_MS = 10_000;

export interface TrialOptions extends TrialIdentity {
  /** Further endpoints that the scenario names: those of its judges, of agents and of tools that a model plays. */
  readonly endpoints?: ReadonlyMap<string, Model>;
  /** Takes each event as soon as it happened. */
  readonly sink: TranscriptSink;
  /** Ends the trial as cancelled, at the next turn or action. */
  readonly signal: AbortSignal;
}

export interface TrialResult {
  readonly verdict: Verdict;
  readonly reason: string;
  /** What the first agent said when it finished. */
  readonly report: string | undefined;
  /** Turns of all agents that a model answered. */
  readonly steps: number;
  /** Of all agents together. */
  readonly usage: Usage;
  readonly milestones: readonly string[];
  readonly flags: Readonly<Record<string, number>>;
  /** What the judges of the scenario say, in the order of the file. */
  readonly grades: readonly Grade[];
}

/** What a trial runs on. */
export interface TrialRig {
  createMachine(spec: MachineSpec, options: { readonly seed: number; readonly agent: AgentSpec }): Promise<Machine>;
  /** What conditions are told of a machine that began with this world. */
  createFacts(spec: MachineSpec, initial: World): Facts;
}

/**
 * Runs one trial and hands every event of its transcript to the sink. The verdict comes from the state of the machine at the end,
 * never from what an agent says. Whatever fails, it ends with a result, and what was written stays. The same scenario, seed and
 * answers of the models give the same events, up to real time stamps and latencies.
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
  readonly #cast = new Cast();
  readonly #endpoints: NamedEndpoints;
  /** What judges will be shown; undefined when there are none. */
  readonly #condensed: CondensedTranscript | undefined;
  #judge: Judge | undefined;
  #facts: Facts | undefined;
  #steps = 0;

  constructor(options: TrialOptions, rig: TrialRig) {
    const { scenario, sink, model, endpoints } = options;
    this.#endpoints = new NamedEndpoints(model, endpoints);
    this.#options = options;
    this.#rig = rig;
    const condensed = scenario.judges.length > 0 ? new CondensedTranscript() : undefined;
    this.#condensed = condensed;
    this.#writer = new TranscriptWriter(scenario.agent.name, (event) => {
      condensed?.push(event);
      sink(event);
    });
  }

  /**
   * @throws EndpointError when an endpoint fails, what the signal aborts with, and whatever a part of the trial throws.
   */
  async run(): Promise<Ending> {
    const { scenario, signal } = this.#options;
    const { limits } = scenario.agent;
    const most = totalSteps(scenario);
    writeHeader(this.#options, this.#writer);
    const { stage, ownTools } = await this.#openStage();
    await stage.begin();
    let waited = 0;
    for (;;) {
      signal.throwIfAborted();
      const { elapsed } = stage.machine;
      const hit = trialLimit(limits, { tokens: tokensOf(this.#usage), time: elapsed });
      if (hit !== undefined) return { kind: 'limit', hit };
      const actor = this.#cast.next();
      if (actor === undefined) {
        // Agents that cannot think get time to; so does a replica that is about to begin, when nobody else acts.
        const waits = this.#cast.acting.length > 0 || (stage.expectsMore && waited < STALL_MS);
        // When the agents are done, the scenario may not be: a shutdown that was announced comes all the same.
        const change = waits ? undefined : stage.untilNextChange;
        if (!waits && change === undefined) return { kind: 'ended' };
        if (waits) waited += WAITING_MS;
        await stage.pass(change ?? WAITING_MS);
        continue;
      }
      waited = 0;
      const stopped = limitOf(actor, elapsed);
      if (stopped !== undefined) {
        stage.end(actor, { kind: 'limit', hit: stopped });
        continue;
      }
      const total = totalLimit(most, this.#steps);
      if (total !== undefined) return { kind: 'limit', hit: total };
      await this.#takeTurn(actor, stage, ownTools);
    }
  }

  /** Writes the end of the trial and gives its result. */
  async conclude(ending: Ending): Promise<TrialResult> {
    try {
      const { first } = this.#cast;
      this.#writer.actFor(this.#options.scenario.agent.name);
      if (ending.kind === 'limit') this.#writer.write({ type: 'limit.hit', ...ending.hit });
      if (ending.kind === 'error') this.#writeError(ending.error);
      const { verdict, reason } = decide(ending, first, this.#judge?.atEnd());
      const grades = ending.kind === 'ended' || ending.kind === 'limit' ? await this.#askJudges() : [];
      const report = first?.ending?.kind === 'finished' ? first.ending.report : undefined;
      const result = this.#result(verdict, reason, report, grades);
      this.#writer.write({
        type: 'trial.ended',
        verdict,
        reason,
        steps: result.steps,
        usage: result.usage,
        flags: result.flags,
        ...(report === undefined ? {} : { report }),
        milestones: [...result.milestones],
        endedAt: this.#options.now(),
      });
      return result;
    } catch (error) {
      return this.#result('error', `The end of the trial could not be written: ${messageOf(error)}`, undefined, []);
    }
  }

  #result(verdict: Verdict, reason: string, report: string | undefined, grades: readonly Grade[]): TrialResult {
    const milestones = this.#judge?.milestones ?? [];
    return {
      verdict,
      reason,
      report,
      steps: this.#steps,
      usage: this.#usage,
      milestones,
      flags: this.#judge?.flags ?? {},
      grades,
    };
  }

  /** What requests carry now. */
  get #seed(): number {
    const { seed, fork } = this.#options;
    return fork?.seedAt(this.#writer.step) ?? seed;
  }

  /** Tokens of all agents together. */
  get #usage(): Usage {
    return this.#cast.all.reduce(
      (sum, { usage }) => ({
        inputTokens: sum.inputTokens + usage.inputTokens,
        outputTokens: sum.outputTokens + usage.outputTokens,
      }),
      { inputTokens: 0, outputTokens: 0 },
    );
  }

  async #askJudges(): Promise<readonly Grade[]> {
    const { scenario, signal } = this.#options;
    const seed = this.#seed;
    // What one judge says is nothing that another one is shown.
    const transcript = this.#condensed?.text ?? '';
    const grades: Grade[] = [];
    for (const judge of scenario.judges) {
      const grade = await askJudge(judge, this.#endpoints.find(judge.endpoint), { transcript, seed, signal });
      this.#writer.write(grade);
      grades.push(grade);
    }
    return grades;
  }

  async #openStage(): Promise<{ readonly stage: Stage; readonly ownTools: OwnTools }> {
    const { seed, fixtures } = this.#options;
    const scenario = withFixtures(this.#options.scenario, fixtures);
    const made = await this.#rig.createMachine(scenario.machine, { seed, agent: scenario.agent });
    const facts = this.#rig.createFacts(scenario.machine, made.world);
    const cast = this.#cast;
    const judge = new Judge(scenario, facts, this.#writer, () => cast.standings);
    this.#judge = judge;
    this.#facts = facts;
    const machine = new RecordedMachine(made, this.#writer, judge, scenario.agent.limits.time);
    const modelOf = (endpoint: string | undefined): Model => this.#endpoints.need(endpoint);
    const drivers = this.#options.fork?.drivers;
    const stage = new Stage({ scenario, machine, judge, facts, writer: this.#writer, cast, modelOf, drivers });
    const history = facts.history;
    const ownTools = new OwnTools(scenario.tools, { judge, history, seed: () => this.#seed, modelOf });
    return { stage, ownTools };
  }

  /** One turn of an agent. */
  async #takeTurn(actor: Actor, stage: Stage, ownTools: OwnTools): Promise<void> {
    const { signal, fork } = this.#options;
    const { conversation } = actor;
    const step = this.#steps + 1;
    this.#writer.beginStep(step);
    this.#writer.actFor(actor.name);
    for (const system of fork?.promptsAt(step) ?? []) {
      conversation.instruct(system);
      this.#writer.write({ type: 'agent.prompted', system });
    }
    this.#writer.write({ type: 'model.request', messages: [...conversation.fresh] });
    const response = withCallIds(
      fork?.actionAt(step) ?? (await actor.model.respond(conversation.request(this.#seed), signal)),
    );
    this.#steps = step;
    actor.steps += 1;
    this.#writeResponse(actor, response);
    const turn = conversation.receive(response);
    if (turn.thought.length > 0) this.#writer.write({ type: 'agent.thought', parts: [...turn.thought] });
    signal.throwIfAborted();
    await stage.pass(THINKING_MS);
    const { answers, acted, report } = await carryOutTurn(turn, {
      actor,
      stage,
      ownTools,
      writer: this.#writer,
      signal,
      told: fork?.observationAt(step),
    });
    conversation.answer(answers);
    actor.idleTurns = acted ? 0 : actor.idleTurns + 1;
    if (report !== undefined) stage.end(actor, { kind: 'finished', report });
    await stage.afterTurn(actor);
  }

  #writeResponse(actor: Actor, response: ModelResponse): void {
    // Field by field: whatever else a client hangs on its answer stays out of the transcript.
    const { text, reasoning, toolCalls, usage, finishReason, requestId, retries, latencyMs } = response;
    actor.usage = {
      inputTokens: actor.usage.inputTokens + usage.inputTokens,
      outputTokens: actor.usage.outputTokens + usage.outputTokens,
    };
    this.#facts?.recordWords(text);
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

function limitOf({ spec, conversation, steps, usage, idleTurns }: Actor, elapsed: number): LimitHit | undefined {
  const spent = { steps, tokens: tokensOf(usage), time: elapsed, idleTurns };
  return agentLimit(spec.limits, conversation.scaffold.idleTurns, spent);
}

function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return inputTokens + outputTokens;
}
