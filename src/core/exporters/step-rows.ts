/** The steps of a trial as rows of a table: one row for each action, and one for a step without any. */
import type { TrialRecord } from '../experiment/trial-record.ts';
import type { TranscriptEvent, TranscriptEventOf } from '../transcript/events.ts';

export const STEP_COLUMNS = [
  'experiment',
  'trial',
  'step',
  'agent',
  'tool',
  'arguments',
  'status',
  'exit_code',
  'stdout',
  'stderr',
  'machine_seconds',
  'thought',
  'input_tokens',
  'output_tokens',
  'latency_ms',
  'milestones',
  'flags',
  'error',
] as const;

export type StepRow = Readonly<Record<(typeof STEP_COLUMNS)[number], string | number | null>>;

/**
 * The rows of one trial, in order. What belongs to a step and not to one of its actions (thought, tokens, latency, milestones,
 * flags) stands in the first row of the step only, so that sums over the column are right.
 */
export function stepRows(
  trial: Pick<TrialRecord, 'experiment' | 'trial'>,
  events: Iterable<TranscriptEvent>,
): StepRow[] {
  let started: number | undefined;
  const steps = new Map<number, TranscriptEvent[]>();
  for (const event of events) {
    if (event.type === 'machine.started') started ??= event.patch.clock;
    const step = steps.get(event.step);
    if (step === undefined) steps.set(event.step, [event]);
    else step.push(event);
  }
  return [...steps].filter(([step]) => step > 0).flatMap(([step, members]) => rowsOf(trial, step, members, started));
}

function rowsOf(
  { experiment, trial }: Pick<TrialRecord, 'experiment' | 'trial'>,
  step: number,
  events: readonly TranscriptEvent[],
  started: number | undefined,
): StepRow[] {
  const of = <T extends TranscriptEvent['type']>(type: T): TranscriptEventOf<T>[] =>
    events.filter((event): event is TranscriptEventOf<T> => event.type === type);
  const responses = of('model.response');
  const sum = (value: (response: TranscriptEventOf<'model.response'>) => number): number | null =>
    responses.length === 0 ? null : responses.reduce((total, response) => total + value(response), 0);
  const calls = of('tool.call');
  const results = of('tool.result');
  const whole = {
    thought: of('agent.thought')
      .flatMap(({ parts }) => parts.map(({ part, text }) => `${part}: ${text}`))
      .join('\n'),
    input_tokens: sum(({ usage }) => usage.inputTokens),
    output_tokens: sum(({ usage }) => usage.outputTokens),
    latency_ms: sum(({ latencyMs }) => latencyMs),
    milestones: of('milestone.reached')
      .map(({ name }) => name)
      .join(' '),
    flags: of('flag.raised')
      .map(({ name }) => name)
      .join(' '),
    error: of('error')
      .map(({ message }) => message)
      .join('\n'),
  };
  const nothing = {
    thought: '',
    input_tokens: null,
    output_tokens: null,
    latency_ms: null,
    milestones: '',
    flags: '',
    error: '',
  };
  const agent = events[0]?.agent ?? '';
  const first = { experiment, trial, step, agent };
  const actions: Partial<StepRow>[] = results.map((result) => {
    const call = calls.find(({ callId }) => callId === result.callId);
    return {
      tool: call?.tool ?? '',
      arguments: call === undefined ? '' : JSON.stringify(call.arguments),
      status: result.status,
      exit_code: result.exitCode,
      stdout: result.stdout,
      stderr: result.stderr,
      machine_seconds: started === undefined ? null : (result.clock - started) / 1000,
    };
  });
  const blank = {
    tool: '',
    arguments: '',
    status: '',
    exit_code: null,
    stdout: '',
    stderr: '',
    machine_seconds: null,
  };
  return (actions.length === 0 ? [blank] : actions).map((action, index) => ({
    ...first,
    ...blank,
    ...action,
    ...(index === 0 ? whole : nothing),
  }));
}
