/** `redline schema`: the JSON Schemas of what Redline reads and writes. */
import { Argument, Command } from 'commander';
import { z } from 'zod';
import { configFileSchema } from '../../core/experiment/endpoint-config.ts';
import { scenarioSchema } from '../../core/scenario/schema.ts';
import { transcriptEventSchema } from '../../core/transcript/events.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const SCHEMAS = {
  scenario: { schema: scenarioSchema, title: 'Redline scenario' },
  transcript: { schema: transcriptEventSchema, title: 'One line of a Redline transcript' },
  endpoints: { schema: configFileSchema, title: 'redline.config.yaml' },
} as const satisfies Readonly<Record<string, { readonly schema: z.ZodType; readonly title: string }>>;

type SchemaName = keyof typeof SCHEMAS;

/** The command. `end` takes its exit code. */
export function schemaCommand(terminal: Terminal, end: (exit: ExitCode) => void): Command {
  const names = Object.keys(SCHEMAS);
  return new Command('schema')
    .description('Print the JSON Schema of scenarios, of transcripts (one line), or of redline.config.yaml.')
    .addArgument(new Argument('[name]', 'which one').choices(names).default('scenario'))
    .option('--json', 'print JSON, as it always does')
    .action((name: SchemaName) => {
      const { schema, title } = SCHEMAS[name];
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      terminal.out.write(`${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`);
      end(EXIT.ok);
    });
}
