/** What a report and the exports say of one trial: everything that its transcript tells, in one record. */
import type { TranscriptEvent, TranscriptEventOf } from '../transcript/events.ts';
import type { Outcome, RatedTrial } from './rates.ts';
import { type TrialFork, trialFork } from './trial-fork.ts';

/** Something that a trial reached or raised, and where. */
export interface TrialMark {
  readonly name: string;
  readonly step: number;
}

/** What a judge made of a trial. */
export interface TrialGrade {
  readonly judge: string;
  /** Null when there is none; `problem` says why. */
  readonly grade: number | null;
  readonly lowest: number;
  readonly highest: number;
  readonly reasoning: string;
  readonly problem: string;
}

/** An agent of a trial, in the order in which they began. */
export interface TrialAgent {
  readonly name: string;
  /** 0 for an agent of the scenario. */
  readonly generation: number;
  readonly steps: number;
  /** Why it stopped acting, in a sentence; empty for one that acted until the end. */
  readonly ended: string;
}

export interface TrialRecord extends RatedTrial {
  readonly experiment: string;
  readonly trial: string;
  readonly title: string;
  /** Digest of the scenario's source. */
  readonly digest: string;
  readonly provider: string;
  readonly model: string;
  readonly scaffold: string;
  readonly seed: number;
  /** Missing for a trial that is no fork. */
  readonly fork?: TrialFork;
  readonly redline: string;
  /** Real time, ISO 8601. */
  readonly startedAt: string;
  /** Real time, ISO 8601; empty when the transcript has no end. */
  readonly endedAt: string;
  /** Why the trial ended, in a sentence. */
  readonly reason: string;
  /** What the agent said when it finished; empty when it did not. */
  readonly report: string;
  readonly steps: number;
  /** In the order in which they were reached. */
  readonly milestones: readonly TrialMark[];
  /** Every time that a flag was raised, in order. */
  readonly flags: readonly TrialMark[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Milliseconds that passed on the machine's clock. */
  readonly machineMs: number;
  /** Requests to the endpoint that failed before one was answered. */
  readonly retries: number;
  /** What failed outside the agent. */
  readonly errors: readonly { readonly kind: string; readonly message: string; readonly step: number }[];
  /** Actions that were carried out, by tool. */
  readonly actions: Readonly<Record<string, number>>;
  readonly agents: readonly TrialAgent[];
  readonly grades: readonly TrialGrade[];
  /** Commands that the machine does not play, though a real one might: they may have cost the agent its success. */
  readonly unsupported: readonly string[];
}

const UNFINISHED = 'The transcript stops before the trial ended.';

/**
 * The record of a trial from its events. A transcript without an end gives an `interrupted` trial with what was written.
 * Undefined when the events do not begin with the start of a trial.
 */
export function recordTrial(events: Iterable<TranscriptEvent>): TrialRecord | undefined {
  let started: TranscriptEventOf<'trial.started'> | undefined;
  let ended: TranscriptEventOf<'trial.ended'> | undefined;
  let scaffold = '';
  let steps = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let retries = 0;
  let firstClock: number | undefined;
  let lastClock: number | undefined;
  const milestones: TrialMark[] = [];
  const flags: TrialMark[] = [];
  const errors: { kind: string; message: string; step: number }[] = [];
  const actions = new Map<string, number>();
  const unsupported: string[] = [];
  const agents = new Map<string, TrialAgent>();
  const grades: TrialGrade[] = [];

  const clock = (now: number | undefined): void => {
    firstClock ??= now;
    lastClock = now ?? lastClock;
  };

  for (const event of events) {
    steps = Math.max(steps, event.step);
    switch (event.type) {
      case 'trial.started':
        started ??= event;
        break;
      case 'agent.started':
        scaffold ||= event.scaffold;
        agents.set(event.name, { name: event.name, generation: event.generation ?? 0, steps: 0, ended: '' });
        break;
      case 'agent.ended':
        setAgent(agents, event.name, { ended: event.detail });
        break;
      case 'machine.started':
      case 'world.patch':
        clock(event.patch.clock);
        break;
      case 'model.response':
        inputTokens += event.usage.inputTokens;
        outputTokens += event.usage.outputTokens;
        retries += event.retries;
        setAgent(agents, event.agent, { steps: (agents.get(event.agent)?.steps ?? 0) + 1 });
        break;
      case 'tool.call':
        actions.set(event.tool, (actions.get(event.tool) ?? 0) + 1);
        break;
      case 'tool.result':
        clock(event.clock);
        break;
      case 'machine.event':
        if (event.event.kind === 'unsupported') unsupported.push(event.event.command);
        break;
      case 'milestone.reached':
        milestones.push({ name: event.name, step: event.step });
        break;
      case 'flag.raised':
        flags.push({ name: event.name, step: event.step });
        break;
      case 'error':
        errors.push({ kind: event.kind, message: event.message, step: event.step });
        break;
      case 'judge.verdict': {
        const { name, grade, lowest, highest, reasoning, problem = '' } = event;
        grades.push({ judge: name, grade, lowest, highest, reasoning, problem });
        break;
      }
      case 'trial.ended':
        ended = event;
        break;
      case 'content':
      case 'content.spliced':
      case 'model.request':
      case 'agent.thought':
      case 'check.evaluated':
      case 'limit.hit':
      case 'timeline.event':
      case 'replicas.changed':
      case 'tool.emulated':
      case 'agent.prompted':
        break;
      default:
        event satisfies never;
    }
  }
  if (started === undefined) return undefined;
  const verdict: Outcome = ended?.verdict ?? 'interrupted';
  return {
    experiment: started.experiment,
    trial: started.trial,
    scenario: started.scenario.name,
    title: started.scenario.title,
    digest: started.scenario.digest,
    variant: started.variant,
    endpoint: started.endpoint.name,
    provider: started.endpoint.provider,
    model: started.endpoint.model,
    scaffold,
    seed: started.seed,
    ...(started.fork === undefined ? {} : { fork: trialFork(started.fork) }),
    redline: started.redline,
    startedAt: started.startedAt,
    endedAt: ended?.endedAt ?? '',
    verdict,
    reason: ended?.reason ?? UNFINISHED,
    report: ended?.report ?? '',
    steps: ended?.steps ?? steps,
    milestones,
    flags,
    inputTokens: ended?.usage.inputTokens ?? inputTokens,
    outputTokens: ended?.usage.outputTokens ?? outputTokens,
    machineMs: (lastClock ?? 0) - (firstClock ?? 0),
    retries,
    errors,
    actions: Object.fromEntries(actions),
    agents: [...agents.values()],
    grades,
    unsupported,
  };
}

function setAgent(agents: Map<string, TrialAgent>, name: string, part: Partial<TrialAgent>): void {
  const known = agents.get(name);
  if (known !== undefined) agents.set(name, { ...known, ...part });
}
