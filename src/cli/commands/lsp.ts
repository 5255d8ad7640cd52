/** `redline lsp`: the language server of scenarios, for any editor that speaks its protocol. */
import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import type { PackageFiles } from '../package-files.ts';

/** The command. It goes on until the editor ends the server, which then ends the process with the exit code of the protocol. */
export function lspCommand(files: PackageFiles): Command {
  return new Command('lsp')
    .description('Serve the language of scenarios to an editor, over standard input and output.')
    .addOption(new Option('--stdio', 'talk over standard input and output, as it always does').default(true))
    .addOption(new Option('--clientProcessId <id>', 'process of the editor; the server ends with it'))
    .action(async () => {
      // The server is a programme of its own, which reads its transport from the command line as editors give it.
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
      await import(pathToFileURL(files.languageServer).href);
    });
}
