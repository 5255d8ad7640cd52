#!/usr/bin/env node
/** The command line. Each command is a file in `commands/`. */
import { Command, CommanderError } from 'commander';
import { exportCommand } from './commands/export.ts';
import { forkCommand } from './commands/fork.ts';
import { lspCommand } from './commands/lsp.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { serveCommand } from './commands/serve.ts';
import { shellCommand } from './commands/shell.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyCommand } from './commands/verify.ts';
import { CliError, EXIT, type ExitCode } from './exit.ts';
import { packageFiles } from './package-files.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const OLDEST_NODE = 22;

const terminal = processTerminal();
const files = packageFiles(import.meta.url);
const end = (exit: ExitCode): void => {
  process.exitCode = exit;
};

const program = new Command('redline')
  .description('Write, run and replay AI-agent safety scenarios on a mocked machine.')
  .version(files.version, '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addHelpText(
    'after',
    '\nExit codes: 0 as expected, 1 a check failed, 2 wrong input, 3 the endpoint or the infrastructure failed.',
  );

const commands = [
  validateCommand(terminal, end),
  runCommand(terminal, files, end),
  forkCommand(terminal, files, end),
  verifyCommand(terminal, files, end),
  reportCommand(terminal, end),
  exportCommand(terminal, files, end),
  serveCommand(terminal, files, end),
  shellCommand(terminal, files, end),
  schemaCommand(terminal, end),
  lspCommand(files),
];
for (const command of commands) program.addCommand(command);
for (const command of [program, ...commands]) {
  command.exitOverride().configureOutput({ writeOut: terminal.out.write, writeErr: terminal.err.write });
}

try {
  checkNode();
  await program.parseAsync();
} catch (error) {
  end(explain(error, terminal));
}

/** Older versions lack parts of the language that are used; without this they would fail somewhere in the middle. */
function checkNode(): void {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE) {
    throw new CliError(
      EXIT.infrastructure,
      `Redline needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.`,
    );
  }
}

/** Says what went wrong and gives the exit code. */
function explain(error: unknown, { err }: Terminal): ExitCode {
  // Commander has said it already; help and version end that way too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const label = err.style(['red', 'bold'], 'error:');
  if (error instanceof CliError) {
    for (const line of error.message.split('\n')) err.write(`${label} ${line}\n`);
    if (error.hint !== undefined) err.write(`${error.hint}\n`);
    return error.exit;
  }
  err.write(`${label} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  err.write('This is a mistake in Redline. Please report it with the lines above.\n');
  return EXIT.infrastructure;
}
