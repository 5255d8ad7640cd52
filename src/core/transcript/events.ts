/**
 * The events of a transcript, stated once. A transcript is a file of JSON lines, one event a line, in the order in which things
 * happened. Types and the published JSON Schema are derived from this file.
 *
 * A reader has to tolerate unknown fields and unknown event types: later versions add, they do not change.
 */
import { z } from 'zod';
import type { MachineEvent, WorldPatch } from '../machine/world.ts';
import type { Effect } from '../scenario/model.ts';
import { forkSchema } from './fork-record.ts';

/** Version of the format; a change that an older reader would misread raises it. */
export const TRANSCRIPT_VERSION = 1;

const base = {
  /** Position of the event in the transcript, from 0, without gaps. */
  seq: z.int().nonnegative().describe('Position in the transcript, from 0, without gaps.'),
  step: z.int().nonnegative().describe('Step that the event belongs to. 0 is before the first turn of the agent.'),
  agent: z.string().describe('The agent that the event belongs to.'),
};

const usage = z.object({ inputTokens: z.int().nonnegative(), outputTokens: z.int().nonnegative() });
const toolCall = z.object({
  id: z.string(),
  tool: z.string(),
  arguments: z.string().describe('As the model wrote it; may be malformed JSON.'),
});

const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), text: z.string() }),
  z.object({ role: z.literal('assistant'), text: z.string(), toolCalls: z.array(toolCall) }),
  z.object({ role: z.literal('tool'), callId: z.string(), tool: z.string(), text: z.string() }),
]);

const machineEvent = z
  .looseObject({ kind: z.string() })
  .describe('What happened on the machine.') as unknown as z.ZodType<MachineEvent>;

const worldPatch = z
  .looseObject({
    clock: z.number().optional().describe("Milliseconds since 1970 on the machine's clock."),
    host: z.looseObject({}).optional().describe('Facts of the host; in the first patch.'),
    files: z
      .record(z.string(), z.looseObject({ kind: z.enum(['file', 'directory', 'link']) }).nullable())
      .optional()
      .describe('Files by path as they are now; null for removed ones.'),
    processes: z
      .record(z.string(), z.looseObject({ pid: z.number() }).nullable())
      .optional()
      .describe('Processes by pid as they are now; null for ended ones.'),
  })
  .describe('What changed on the machine.') as unknown as z.ZodType<WorldPatch>;

const effect = z
  .looseObject({ kind: z.string() })
  .describe('A change that the scenario makes.') as unknown as z.ZodType<Effect>;

export const VERDICTS = ['success', 'failure', 'error', 'cancelled'] as const;
export const ACTION_STATUSES = ['done', 'malformed', 'refused'] as const;
export const AGENT_ENDS = ['finished', 'limit', 'died', 'stalled'] as const;
export const AGENT_GIVEN = ['message', 'file'] as const;
export const LIMIT_NAMES = [
  'steps',
  'tokens',
  'time',
  'malformed',
  'total-steps',
  'population',
  'generations',
] as const;

/** A condition taken apart: its sub-expressions with the values that they had. */
export interface RecordedExplanation {
  readonly text: string;
  readonly value: string;
  readonly parts: readonly RecordedExplanation[];
}

const explanation: z.ZodType<RecordedExplanation> = z.object({
  text: z.string(),
  value: z.string(),
  get parts() {
    return z.array(explanation);
  },
});
const because = explanation.optional().describe('The condition taken apart, with the values of its parts.');

const replica = z.object({
  pid: z.int(),
  host: z.string(),
  root: z.string(),
  generation: z.int().nonnegative(),
  parent: z.int().describe('Pid of the agent process that started it; 0 when there was none.'),
  alive: z.boolean(),
  answers: z.boolean(),
  ownProcesses: z.boolean(),
  ownFiles: z.boolean(),
  sameArtefacts: z.boolean(),
  agent: z.boolean().describe('It was given a task and is an agent of its own.'),
});

/** All events, by `type`. */
export const transcriptEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('trial.started'),
    version: z.literal(TRANSCRIPT_VERSION),
    trial: z.string().describe('Name of the trial, unique in its experiment.'),
    experiment: z.string(),
    redline: z.string().describe('Version of Redline.'),
    scenario: z.object({
      name: z.string(),
      title: z.string(),
      digest: z.string().describe('Digest of the source; its content event follows.'),
    }),
    fixtures: z
      .record(z.string(), z.string())
      .describe('Digest of each file that the scenario includes, by its path as written.'),
    variant: z.string(),
    endpoint: z.object({ name: z.string(), provider: z.string(), model: z.string() }),
    seed: z.int().nonnegative(),
    startedAt: z.string().describe('Real time, ISO 8601.'),
    fork: forkSchema.optional().describe('What the trial is a fork of; absent for one that is none.'),
    ...base,
  }),
  z
    .object({
      type: z.literal('content'),
      digest: z.string(),
      encoding: z.enum(['utf8', 'base64']),
      data: z.string(),
      ...base,
    })
    .describe('A content that later events name by its digest. Each is stored once.'),
  z
    .object({
      type: z.literal('content.spliced'),
      digest: z.string(),
      base: z.string().describe('Digest of a content that is stored before it.'),
      offset: z.int().nonnegative().describe('Bytes that it begins with as the base does.'),
      deleted: z.int().nonnegative().describe('Bytes of the base that are left out from there on.'),
      encoding: z.enum(['utf8', 'base64']),
      data: z.string().describe('What stands in their place; the rest is that of the base.'),
      ...base,
    })
    .describe(
      'A content that later events name by its digest, told by what is different from another: appending to a file costs what is appended.',
    ),
  z
    .object({ type: z.literal('machine.started'), patch: worldPatch, ...base })
    .describe('The machine at step 0: applied to nothing, the patch gives the world.'),
  z.object({
    type: z.literal('agent.started'),
    name: z.string(),
    scaffold: z.string(),
    system: z.string(),
    goal: z.string(),
    tools: z.array(z.string()),
    cwd: z.string(),
    generation: z
      .int()
      .nonnegative()
      .optional()
      .describe('0 for an agent of the scenario, 1 for a replica that it made, and so on.'),
    pid: z.int().optional().describe('Process that the agent is, where it is one.'),
    host: z.string().optional().describe('Host that it acts on; absent for the machine.'),
    parent: z.string().optional().describe('Agent that made it; absent for an agent of the scenario.'),
    given: z
      .enum(AGENT_GIVEN)
      .optional()
      .describe('Where the task of a replica came from: a `message` that it was sent, or a `file` that it found.'),
    endpoint: z
      .object({ name: z.string(), provider: z.string(), model: z.string() })
      .optional()
      .describe('What drives it, where that is not the endpoint of the trial.'),
    ...base,
  }),
  z
    .object({
      type: z.literal('agent.ended'),
      name: z.string(),
      reason: z
        .enum(AGENT_ENDS)
        .describe(
          '`finished`: it said so. `limit`: the limit before it. `died`: its agent process ended. `stalled`: its agent process runs, but what it thinks with does not answer.',
        ),
      detail: z.string().describe('The reason in a sentence.'),
      report: z.string().optional().describe('What it said when it finished.'),
      steps: z.int().nonnegative().describe('Turns that it took.'),
      ...base,
    })
    .describe('An agent stopped acting. Agents that still act when the trial ends have none.'),
  z
    .object({ type: z.literal('agent.prompted'), system: z.string(), ...base })
    .describe('The system prompt of the agent is another one from here on. Only a fork has this.'),
  z
    .object({
      type: z.literal('timeline.event'),
      name: z.string(),
      why: z.string().describe('What made it happen, in a sentence.'),
      say: z.string().optional(),
      to: z.array(z.string()).describe('Agents that are told.'),
      effects: z
        .array(effect)
        .describe(
          'What changes on the machine. The patches follow; those of the clock are among the patches before it.',
        ),
      ...base,
    })
    .describe('An entry of the timeline happened.'),
  z.object({
    type: z.literal('model.request'),
    messages: z
      .array(message)
      .describe(
        "Only what is new since the last answer of this agent's model. The answer itself is in `model.response`.",
      ),
    ...base,
  }),
  z.object({
    type: z.literal('model.response'),
    text: z.string(),
    reasoning: z.string(),
    toolCalls: z.array(toolCall),
    usage,
    finishReason: z.string(),
    requestId: z.string().optional(),
    retries: z.int().nonnegative(),
    latencyMs: z.number().nonnegative().describe('Real milliseconds.'),
    ...base,
  }),
  z.object({
    type: z.literal('agent.thought'),
    parts: z.array(
      z.object({
        part: z
          .string()
          .describe('`explanation`, `gaps`, `findings`, `plan`, or `thought` where the scaffold has only one.'),
        text: z.string(),
      }),
    ),
    ...base,
  }),
  z
    .object({
      type: z.literal('tool.call'),
      callId: z.string(),
      tool: z.string(),
      arguments: z.record(z.string(), z.unknown()),
      ...base,
    })
    .describe('An action that was understood and carried out on the mocked machine.'),
  z.object({
    type: z.literal('tool.result'),
    callId: z.string(),
    tool: z.string().optional().describe('The tool as the model named it; absent when no name could be read.'),
    status: z
      .enum(ACTION_STATUSES)
      .describe(
        '`done`: carried out, whatever its exit code. `malformed`: not understood. `refused`: understood, but not offered or not allowed.',
      ),
    stdout: z.string(),
    stderr: z.string(),
    exitCode: z.int().nullable(),
    text: z.string().describe('The observation as the model was given it.'),
    emulated: z.literal(true).optional().describe('A second model played the tool; see the `tool.emulated` before it.'),
    clock: z.number().describe("Milliseconds since 1970 on the machine's clock, after the action."),
    ...base,
  }),
  z
    .object({
      type: z.literal('tool.emulated'),
      callId: z.string(),
      tool: z.string(),
      endpoint: z.string(),
      model: z.string(),
      text: z.string().describe('What the model replied.'),
      usage,
      retries: z.int().nonnegative(),
      latencyMs: z.number().nonnegative().describe('Real milliseconds.'),
      ...base,
    })
    .describe('A second model played a tool of the scenario. Its tokens do not count as those of the agent.'),
  z.object({ type: z.literal('machine.event'), event: machineEvent, ...base }),
  z.object({ type: z.literal('world.patch'), patch: worldPatch, ...base }),
  z
    .object({ type: z.literal('replicas.changed'), replicas: z.array(replica), ...base })
    .describe('The replicas of the agent as they are now, each time they are not as they were.'),
  z.object({ type: z.literal('milestone.reached'), name: z.string(), condition: z.string(), because, ...base }),
  z.object({
    type: z.literal('flag.raised'),
    name: z.string(),
    condition: z.string(),
    evidence: z.int().nonnegative().describe('`seq` of the machine event that met the condition.'),
    because,
    ...base,
  }),
  z
    .object({
      type: z.literal('check.evaluated'),
      name: z.string(),
      condition: z.string(),
      value: z.boolean(),
      error: z.string().optional(),
      because,
      ...base,
    })
    .describe('The success condition, each time its value changes and when the trial ends.'),
  z.object({
    type: z.literal('limit.hit'),
    limit: z.enum(LIMIT_NAMES),
    value: z.number(),
    maximum: z.number(),
    ...base,
  }),
  z
    .object({
      type: z.literal('error'),
      kind: z.string(),
      message: z.string(),
      endpoint: z.string().optional(),
      ...base,
    })
    .describe('Something outside the agent failed; the trial ends as an error.'),
  z
    .object({
      type: z.literal('judge.verdict'),
      name: z.string().describe('Name of the judge.'),
      endpoint: z.string(),
      model: z.string().optional().describe('The model that was asked; absent when none was.'),
      grade: z.int().nullable().describe('Within the scale; null when there is none.'),
      lowest: z.int(),
      highest: z.int(),
      reasoning: z.string(),
      problem: z.string().optional().describe('Why there is no grade, in a sentence.'),
      answer: z.string().optional().describe('What the model replied, as it wrote it.'),
      usage: usage.optional(),
      retries: z.int().nonnegative().optional(),
      latencyMs: z.number().nonnegative().optional().describe('Real milliseconds.'),
      ...base,
    })
    .describe('What a judge makes of the transcript. It changes no verdict.'),
  z.object({
    type: z.literal('trial.ended'),
    verdict: z.enum(VERDICTS),
    reason: z.string().describe('Why the trial ended, in a sentence.'),
    report: z.string().optional().describe('What the agent said when it finished.'),
    steps: z.int().nonnegative(),
    usage,
    milestones: z.array(z.string()),
    flags: z.record(z.string(), z.int().positive()).describe('How often each flag was raised.'),
    endedAt: z.string().describe('Real time, ISO 8601.'),
    ...base,
  }),
]);

export type TranscriptEvent = z.infer<typeof transcriptEventSchema>;
export type TranscriptEventType = TranscriptEvent['type'];
export type TranscriptEventOf<T extends TranscriptEventType> = Extract<TranscriptEvent, { type: T }>;
export type Verdict = (typeof VERDICTS)[number];
