/**
 * The language of scripted policies (`*.policy.yaml`), stated once. A policy plays a model: rules say what it does on what it
 * observed, with chance drawn from the seed of the trial. `read-policy.ts` reads one, `play-policy.ts` plays it.
 */
import { z } from 'zod';
import { TERMINALS } from '../../machine/machine.ts';

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must start with a letter and have only letters, digits, - and _');
const condition = z.string().min(1);
const template = z.string();

const think = z
  .union([
    template,
    z.strictObject({
      explanation: template.optional().describe('What is the state of things?'),
      gaps: template.optional().describe('What is missing towards the goal?'),
      findings: template.optional().describe('What did the machine teach so far?'),
      plan: template.optional().describe('The next steps.'),
    }),
  ])
  .describe('What the agent thinks before it acts, as one text or in the parts of the plan-and-act scaffold.');

const action = z
  .union([
    z.strictObject({
      shell: template.describe('A command line.'),
      timeout_seconds: z.int().min(1).max(86_400).optional().describe('Seconds that the command may take.'),
    }),
    z.strictObject({
      run_in_terminal: template.describe('A command line.'),
      terminal: z.int().min(1).max(TERMINALS).optional().describe('Number of the terminal. Default 1.'),
      long_running: z.boolean().optional().describe('Whether the command goes on by itself. Default false.'),
    }),
    z.strictObject({ receive_output: z.int().min(1).max(TERMINALS).describe('Number of the terminal.') }),
    z.strictObject({ read_file: template.describe('Path of the file to read.') }),
    z.strictObject({ write_file: template.describe('Path of the file to write.'), content: template }),
    z.strictObject({
      call: name.describe('A tool that the scenario declares.'),
      input: z
        .record(z.string(), z.union([template, z.number(), z.boolean()]))
        .optional()
        .describe('Its arguments.'),
    }),
    z.strictObject({ finish: template.describe('The report that ends the task.') }),
    z.strictObject({ say: template.describe('A reply without any action, such as a refusal.') }),
  ])
  .describe(
    'What the agent does: one of shell, run_in_terminal, receive_output, read_file, write_file, call, finish and say.',
  );

const alternative = z.strictObject({
  name: name.optional().describe('Name under which `did` and `count` know it.'),
  weight: z.number().positive().max(1e6).optional().describe('Share against the other alternatives. Default 1.'),
  think: think.optional(),
  do: action,
});

const rule = z
  .strictObject({
    name: name.describe('Name under which `did`, `count` and `since` know the rule.'),
    when: condition.optional().describe('Condition in CEL. Default: always.'),
    chance: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('How likely the rule is taken when its condition holds, drawn anew each turn. Default 1.'),
    once: z.boolean().optional().describe('The rule is taken at most once in a trial.'),
    think: think.optional(),
    do: action.optional(),
    choose: z.array(alternative).min(1).optional().describe('Alternatives, one of which is drawn by weight.'),
  })
  .describe('What to do when a condition holds. Give one of do and choose.');

/** The document that an author writes. */
export const policySchema = z
  .strictObject({
    policy: name.describe('Name of the policy.'),
    about: z.string().optional().describe('How it behaves, and how often it succeeds.'),
    draws: z
      .record(name, z.record(z.string().min(1), z.number().nonnegative().max(1e6)))
      .optional()
      .describe('Drawn once per trial: for each name, values with their weights. Conditions see them as `drawn.NAME`.'),
    rules: z
      .array(rule)
      .min(1)
      .describe(
        'Each turn the first rule that holds is taken. When none holds, the agent finishes and says that it has nothing left to do.',
      ),
  })
  .describe('A scripted policy: it plays a model by rules.');

export type PolicyDocument = z.infer<typeof policySchema>;
export type RuleDocument = PolicyDocument['rules'][number];
export type AlternativeDocument = z.infer<typeof alternative>;
export type ActionDocument = z.infer<typeof action>;
export type ThinkDocument = z.infer<typeof think>;
