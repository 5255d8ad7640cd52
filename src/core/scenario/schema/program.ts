/** Programs that can run on the machine and the processes that run them. */
import * as z from 'zod';
import { absolutePath, duration, name, port, portOption, size, template } from './values.ts';

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
      agent: z
        .string()
        .min(1)
        .optional()
        .describe(
          'The request is a message to the agent that this process is part of; this field of its JSON body holds the text.',
        ),
    })
    .describe('A reply: a status alone, or with a body.'),
]);

/** What answers over HTTP, by method and path. */
export const answers = z.record(
  z.string().regex(/^(GET|POST|PUT|DELETE|HEAD|PATCH|ANY) \/\S*$/, 'a route looks like GET /health'),
  answer,
);

export const program = z
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
    answers: answers.optional().describe('What it answers over HTTP, by method and path.'),
    catches: z
      .partialRecord(
        z.enum(['TERM', 'INT', 'HUP', 'USR1', 'USR2']),
        z
          .strictObject({
            tells: template.optional().describe('A message to the agent that the process is part of.'),
            ends_in: duration
              .optional()
              .describe('How long after the signal the process ends. Without it the process goes on.'),
            prints: template.optional().describe('What the process prints.'),
          })
          .describe('What the process does with a signal.'),
      )
      .optional()
      .describe('Signals that its own code catches.'),
    log: z.string().optional().describe('File that it writes its output to; relative to the folder of the program.'),
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

export const processEntry = z
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
