/** `redline schema`: the JSON Schemas of what Redline reads and writes. */
import { Argument, Command } from 'commander';
import { jsonSchemaText, PUBLISHED_SCHEMAS, type PublishedSchema } from '../../core/experiment/published-schemas.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** The command. `end` takes its exit code. */
export function schemaCommand(terminal: Terminal, end: (exit: ExitCode) => void): Command {
  return new Command('schema')
    .description('Print the JSON Schema of scenarios, of transcripts (one line), or of redline.config.yaml.')
    .addArgument(new Argument('[name]', 'which one').choices(PUBLISHED_SCHEMAS).default('scenario'))
    .option('--json', 'print JSON, as it always does')
    .action((name: PublishedSchema) => {
      terminal.out.write(jsonSchemaText(name));
      end(EXIT.ok);
    });
}
