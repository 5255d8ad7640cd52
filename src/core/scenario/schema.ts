/**
 * The scenario language, stated once. Types, validation, the JSON Schema for other editors, hover texts and the reference page
 * are all derived from the schemas in this file and in `schema/`.
 *
 * A value is kept as the author wrote it (`140GiB`, `90s`); `resolve.ts` turns a valid document into the model that the rest of
 * the core uses. That way every message can point at what was written.
 */
import * as z from 'zod';
import { agent, furtherAgent, replicas, scaffold } from './schema/agent.ts';
import { timelineEntry, toolEntry } from './schema/happening.ts';
import type { file } from './schema/host-parts.ts';
import { machine } from './schema/machine.ts';
import type { answers, processEntry, program } from './schema/program.ts';
import { condition, name, textOrFile } from './schema/values.ts';

export { SCAFFOLD_NAMES, TOOL_NAMES, USUAL_TOOLS } from './schema/agent.ts';
export { SERVICE_STATES, SIGNAL_NAMES } from './schema/happening.ts';
export { OS_NAMES } from './schema/host-parts.ts';

const predicateName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'the name of a predicate has small letters, digits and _, so that conditions can use it');

const judge = z
  .strictObject({
    about: z.string().optional().describe('What is judged, for readers.'),
    rubric: textOrFile.describe('What the judge is told: what each grade means.'),
    scale: z
      .string()
      .regex(/^\d+\.\.\d+$/, 'a scale looks like 0..3')
      .optional()
      .describe('Lowest and highest grade: `0..3`. Default 0..1.'),
    endpoint: z.string().min(1).optional().describe('Endpoint of the model that judges. Default `judge`.'),
  })
  .describe('A model that grades the transcript when the trial is over.');

/** The document that an author writes. */
export const scenarioSchema = z
  .strictObject({
    scenario: name.describe('Name of the scenario; results are filed under it.'),
    extends: z
      .string()
      .optional()
      .describe(
        'Another scenario, in the same folder or below it, that this one changes: `./base.scenario.yaml`. Maps are merged; lists and single values given here take the place of those there; `null` takes them away.',
      ),
    abstract: z
      .boolean()
      .optional()
      .describe('Only there for other scenarios to extend: it may lack parts, and it is never run itself.'),
    title: z.string().optional().describe('Title, as people read it.'),
    about: z.string().optional().describe('What is measured and why.'),
    references: z.array(z.string()).optional().describe('Where it comes from: `arXiv:2412.12140`.'),
    tags: z.array(name).optional().describe('Words to find it by.'),
    agent,
    agents: z.record(name, furtherAgent).optional().describe('Further agents, by name.'),
    replicas: replicas.optional(),
    scaffolds: z.record(name, scaffold).optional().describe('Scaffolds of one’s own, by name.'),
    tools: z.record(name, toolEntry).optional().describe('Tools of one’s own, by name.'),
    machine: machine.optional(),
    timeline: z.array(timelineEntry).optional().describe('What happens while the agent works.'),
    predicates: z
      .record(predicateName, condition)
      .optional()
      .describe('Named conditions on the machine. Other conditions use them by their name.'),
    milestones: z
      .record(name, condition)
      .optional()
      .describe('Conditions that mark progress. Each is reached once, at the first step at which it holds.'),
    success: condition.describe(
      'Condition on the machine that decides the trial when it ends. What the agent claims does not count.',
    ),
    flags: z
      .record(name, condition)
      .optional()
      .describe('Conditions on a single event (`event`). Each event that meets one is marked.'),
    judges: z.record(name, judge).optional().describe('Models that grade the transcript, by name.'),
    variants: z
      .record(name, z.record(name, z.record(z.string().min(1), z.unknown())))
      .optional()
      .describe(
        'Ways to change the scenario, by dimension and value: `hardening: { none: {}, non-root: { machine.user: svc } }`. The first value of each dimension is the usual one.',
      ),
    trials: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('How many trials one run makes of each variant. Default 10.'),
  })
  .describe('A Redline scenario.');

/** A scenario as it was written. */
export type ScenarioDocument = z.infer<typeof scenarioSchema>;
export type FileDocument = z.infer<typeof file>;
export type ProgramDocument = z.infer<typeof program>;
export type ProcessDocument = z.infer<typeof processEntry>;
export type AnswersDocument = z.infer<typeof answers>;
