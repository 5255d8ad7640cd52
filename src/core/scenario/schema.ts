/**
 * The scenario language, stated once. Types, validation, the JSON Schema for other editors, hover texts and the reference page
 * are all derived from the schemas in this file.
 *
 * A value is kept as the author wrote it (`140GiB`, `90s`); `resolve.ts` turns a valid document into the model that the rest of
 * the core uses. That way every message can point at what was written.
 */
import * as z from 'zod';
import { COUNT_PATTERN, DURATION_PATTERN, GPUS_PATTERN, SIZE_PATTERN } from './units.ts';

/** Names that conditions, reports and commands refer to: `found-weights`, `llm_server`. */
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]*$/;

const name = z.string().regex(NAME_PATTERN, 'a name starts with a letter and has letters, digits, - and _');
const size = z
  .union([z.string().regex(SIZE_PATTERN, 'a size looks like 140GiB, 16MB or 512B'), z.int().nonnegative()])
  .meta({ redline: 'size' });
const duration = z
  .string()
  .regex(DURATION_PATTERN, 'a duration looks like 90s, 10m or 1h30m')
  .meta({ redline: 'duration' });
const count = z
  .union([z.string().regex(COUNT_PATTERN, 'a count looks like 60, 200k or 1.5M'), z.int().positive()])
  .meta({ redline: 'count' });
const absolutePath = z.string().regex(/^\/(?!\/)[^\0]*$/, 'a path on the machine starts with /');
const condition = z.string().min(1).meta({ redline: 'condition' });
const template = z.string().meta({ redline: 'template' });
const port = z.int().min(1).max(65535);
const portOption = z.union([
  z.string().regex(/^\{[A-Za-z][A-Za-z0-9_]*\}$/, 'an option in braces looks like "{port}"'),
  port,
]);

export const TOOL_NAMES = ['shell', 'read_file', 'write_file', 'finish'] as const;
export const SCAFFOLD_NAMES = ['plain', 'plan-and-act'] as const;
export const OS_NAMES = ['ubuntu-22.04', 'ubuntu-24.04', 'debian-12'] as const;

const limits = z
  .strictObject({
    steps: z
      .int()
      .positive()
      .max(100_000)
      .optional()
      .describe('Most steps that the agent may take. A step is one turn of the model. Default 60.'),
    tokens: count
      .optional()
      .describe('Most tokens, input and output together, over the whole trial: `200k`. No limit by default.'),
    time: duration.optional().describe("Most time on the machine's own clock: `2h`. No limit by default."),
  })
  .describe('Where a trial stops whatever the agent does.');

const agent = z
  .strictObject({
    name: name
      .optional()
      .describe('What the agent is called; templates can use it as `{{agent.name}}`. Default `agent`.'),
    scaffold: z
      .enum(SCAFFOLD_NAMES)
      .optional()
      .describe(
        'How the model is turned into an agent: `plain` (a loop over native tool calls) or `plan-and-act` (five-part thinking, the action read from the text). Default `plain`.',
      ),
    system: template.optional().describe('System prompt. Templates such as `{{machine.hostname}}` are filled in.'),
    goal: template.describe('The task, as the agent is told it.'),
    tools: z
      .array(z.enum(TOOL_NAMES))
      .min(1)
      .optional()
      .describe('Tools that the agent may call. Default: all of them.'),
    limits: limits.optional(),
    user: z
      .string()
      .optional()
      .describe('User that the commands of the agent run as. Default: the user of the machine.'),
    cwd: absolutePath
      .optional()
      .describe(
        'Folder in which the shell of the agent starts. Default: the folder of the process marked `self`, else the home folder.',
      ),
  })
  .describe('Who the agent is and what it is asked to do.');

const hardware = z
  .strictObject({
    cpus: z.int().min(1).max(1024).optional().describe('Number of processors. Default 8.'),
    memory: size.optional().describe('Main memory: `256GiB`. Default 32GiB.'),
    disk: size.optional().describe('Size of the root disk: `2TiB`. Default 500GiB.'),
    gpus: z
      .string()
      .regex(GPUS_PATTERN, 'GPUs look like 4 x A100-80GB')
      .optional()
      .describe('GPUs: `4 x A100-80GB`. Default none.'),
  })
  .describe('What the machine is made of.');

const fileEntry = z
  .strictObject({
    content: z.string().optional().describe('What the file holds.'),
    from: z
      .string()
      .optional()
      .describe('A file that holds the content, in the folder of the scenario or below it: `./fixtures/notes.md`.'),
    size: size.optional().describe('A sparse file of this size: it has a size and a digest but no bytes. For weights.'),
    directory: z.literal(true).optional().describe('An empty folder.'),
    link: z.string().optional().describe('A symbolic link to this path.'),
    mode: z
      .string()
      .regex(/^[0-7]{3,4}$/, 'a mode looks like 644 or 0755')
      .optional()
      .describe('Permissions in octal: `755`.'),
    owner: z.string().optional().describe('Owner: `root` or `user:group`.'),
  })
  .describe('One file, folder or link. Give exactly one of content, from, size, directory and link.');

const file = z.union([z.string(), fileEntry]).describe('The content of a file, or what it is.');

const outputLine = z
  .strictObject({
    at: duration.optional().describe('When it is printed, counted from the start of the process. Default at once.'),
    text: template.describe('What is printed.'),
    to: z.enum(['stdout', 'stderr']).optional().describe('Where it is printed. Default stderr.'),
    every: duration.optional().describe('Print it again at this interval, `times` times.'),
    times: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('How often it is printed with `every`. `{i}` is the count from 1, `{n}` the total.'),
  })
  .describe('A line, or the same line several times.');

const answer = z.union([
  z.int().min(100).max(599),
  z
    .strictObject({
      status: z.int().min(100).max(599).optional().describe('HTTP status. Default 200.'),
      body: template.optional().describe('Body of the reply.'),
      type: z.string().optional().describe('Content type. Default application/json.'),
    })
    .describe('A reply: a status alone, or with a body.'),
]);

const program = z
  .strictObject({
    about: z.string().optional().describe('What the program is, for readers.'),
    command: z
      .string()
      .min(1)
      .describe(
        'How it is started: `python start.py --port {port}`. The script is found relative to the folder of the program; options in braces take their values from the command line or from `options`.',
      ),
    options: z
      .record(name, z.union([z.string(), z.int()]))
      .optional()
      .describe('Default values of the options in braces.'),
    needs: z
      .array(z.string())
      .optional()
      .describe(
        'Files without which it does not start; relative ones are looked for in the folder of the program. Globs are allowed.',
      ),
    listens: z
      .union([z.string().regex(/^\{[A-Za-z][A-Za-z0-9_]*\}$/), port])
      .optional()
      .describe('Port that it listens on once it is ready: `"{port}"` or a number.'),
    uses: z
      .strictObject({
        memory: size.optional().describe('Main memory while it runs.'),
        gpu_memory: size.optional().describe('GPU memory while it runs, spread over the GPUs.'),
        cpu: z.number().min(0).max(100_000).optional().describe('Share of processors in per cent, as `ps` shows it.'),
      })
      .optional()
      .describe('What it takes from the machine.'),
    starts_in: duration.optional().describe('How long it takes from its start until it is ready. Default none.'),
    prints: z.array(outputLine).optional().describe('What it prints while it starts.'),
    reaches: z
      .array(
        z
          .strictObject({
            program: name.describe('A program declared under `programs`.'),
            at: portOption.describe('The port on which it has to answer: a number, or an option in braces.'),
          })
          .describe('A program that has to answer.'),
      )
      .optional()
      .describe('Programs that must answer on a port of this machine when it starts, else it dies.'),
    answers: z
      .record(
        z.string().regex(/^(GET|POST|PUT|DELETE|HEAD|PATCH|ANY) \/\S*$/, 'a route looks like GET /health'),
        answer,
      )
      .optional()
      .describe('What it answers over HTTP, by method and path.'),
    fails: z
      .strictObject({
        missing_file: template
          .optional()
          .describe('What it prints when a needed file is missing; `{path}` is the file.'),
        port_in_use: template.optional().describe('What it prints when its port is taken; `{port}` is the port.'),
        out_of_gpu_memory: template.optional().describe('What it prints when the GPUs are full.'),
        out_of_memory: template.optional().describe('What it prints when the memory is full.'),
        unreachable: template
          .optional()
          .describe('What it prints when a program that it reaches does not answer; `{port}` is the port.'),
      })
      .optional()
      .describe('What it prints when it cannot start. Sensible texts are used where one is left out.'),
  })
  .describe(
    'A program that can run on the machine: what it needs, uses, prints and answers. Started elsewhere with what it needs, it runs there too.',
  );

const process = z
  .strictObject({
    program: name.optional().describe('A program declared under `programs`.'),
    command: z.string().optional().describe('The command line, for a process that only has to be there.'),
    cwd: absolutePath.optional().describe('Folder it was started in.'),
    user: z.string().optional().describe('User it runs as. Default: the user of the machine.'),
    port: port.optional().describe('Short for `options: { port: … }`.'),
    options: z
      .record(name, z.union([z.string(), z.int()]))
      .optional()
      .describe('Values of the options of the program.'),
    self: z.boolean().optional().describe('This process is part of the agent itself. Conditions see it as `self`.'),
  })
  .describe('A process that runs when the trial starts. Give one of program and command.');

const machine = z
  .strictObject({
    hostname: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a host name has small letters, digits and -')
      .optional()
      .describe('Name of the host. Default `host-01`.'),
    os: z.enum(OS_NAMES).optional().describe('Operating system. Default ubuntu-22.04.'),
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]*$/, 'a user name has small letters, digits, - and _')
      .optional()
      .describe('User that the agent is. Default root.'),
    started: z.iso
      .datetime('a time looks like 2025-03-04T09:12:00Z')
      .optional()
      .describe(
        "Where the machine's clock stands when a trial starts: `2025-03-04T09:12:00Z`. Default: chosen by the seed.",
      ),
    hardware: hardware.optional(),
    files: z.record(absolutePath, file).optional().describe('Files on the machine, by absolute path.'),
    programs: z.record(name, program).optional().describe('Programs that can run on the machine.'),
    processes: z.array(process).optional().describe('Processes that run when a trial starts.'),
  })
  .describe('The machine that the agent finds.');

/** The document that an author writes. */
export const scenarioSchema = z
  .strictObject({
    scenario: name.describe('Name of the scenario; results are filed under it.'),
    title: z.string().optional().describe('Title, as people read it.'),
    about: z.string().optional().describe('What is measured and why.'),
    references: z.array(z.string()).optional().describe('Where it comes from: `arXiv:2412.12140`.'),
    tags: z.array(name).optional().describe('Words to find it by.'),
    agent,
    machine: machine.optional(),
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
    trials: z.int().min(1).max(100_000).optional().describe('How many trials one run makes. Default 10.'),
  })
  .describe('A Redline scenario.');

/** A scenario as it was written. */
export type ScenarioDocument = z.infer<typeof scenarioSchema>;
export type FileDocument = z.infer<typeof file>;
export type ProgramDocument = z.infer<typeof program>;
