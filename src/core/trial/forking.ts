/** What is different in a trial that is a fork of another one. */
import type { ModelResponse } from '../agent/model.ts';
import type { TranscriptEvent } from '../transcript/events.ts';
import type { ForkChange, RecordedFork } from '../transcript/fork-record.ts';
import type { Driver } from './actor.ts';

export class Forking {
  /** As the header has it. */
  readonly record: RecordedFork;
  /** What drives the agents that began before the step, by their names: so much of a fork is as it was. */
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly #changes: readonly { readonly step: number; readonly change: ForkChange }[];

  /** @param recorded events of the original up to the step, or those of the fork itself, which begins with them */
  constructor(record: RecordedFork, recorded: readonly TranscriptEvent[]) {
    const { step, change, earlier = [] } = record;
    this.record = record;
    this.#changes = [...earlier, { step, change }];
    this.drivers = new Map(
      recorded.flatMap((event) =>
        event.type === 'agent.started' && event.step < step ? [[event.name, { endpoint: event.endpoint }]] : [],
      ),
    );
  }

  /** Seed of the requests of a step, where it is not that of the trial. */
  seedAt(step: number): number | undefined {
    return step < this.record.step ? undefined : this.record.seed;
  }

  /** System prompts that the agent of a step is given before it, one after the other. */
  promptsAt(step: number): readonly string[] {
    return this.#changes.flatMap(({ step: at, change }) =>
      at === step && change.kind === 'prompt' ? [change.system] : [],
    );
  }

  /** What the agent of a step answers without being asked; undefined where it is asked. */
  actionAt(step: number): ModelResponse | undefined {
    const { change } = this.record;
    if (step !== this.record.step || change.kind !== 'action') return undefined;
    return {
      text: change.text,
      reasoning: '',
      toolCalls: change.toolCalls,
      usage: { inputTokens: 0, outputTokens: 0 },
      finishReason: 'forked',
      requestId: undefined,
      retries: 0,
      latencyMs: 0,
    };
  }

  /** What the agent of a step is told of its first call instead of what came of it. */
  observationAt(step: number): string | undefined {
    for (const { step: at, change } of this.#changes) {
      if (at === step && change.kind === 'observation') return change.text;
    }
    return undefined;
  }
}

/** Changes of a fork that still count in a fork of it at a step, in their order. */
export function changesBefore(
  fork: RecordedFork | undefined,
  step: number,
): readonly { readonly step: number; readonly change: ForkChange }[] {
  if (fork === undefined) return [];
  // What a model answered is among the recorded answers; what it was told and how it was instructed is not.
  return [...(fork.earlier ?? []), { step: fork.step, change: fork.change }].filter(
    ({ step: at, change }) => (change.kind === 'observation' && at < step) || (change.kind === 'prompt' && at <= step),
  );
}
