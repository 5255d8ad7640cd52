/** The files of this package that the command line works with, whether it runs from the bundle or from the sources. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PackageFiles {
  readonly version: string;
  /** Programme of the process that runs trials. */
  readonly trialProcess: string;
  /** Programme of the language server. */
  readonly languageServer: string;
  /** Folder of the built web views. */
  readonly webview: string;
  /** Folder of the scripted policies that ship. */
  readonly policies: string;
}

/**
 * Finds the package from a file of it.
 * @throws when the file lies in no package
 */
export function packageFiles(moduleUrl: string): PackageFiles {
  const file = fileURLToPath(moduleUrl);
  const folder = packageFolder(dirname(file));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    trialProcess: join(folder, file.endsWith('.ts') ? 'src/node/trial-process/main.ts' : 'dist/trial-process.mjs'),
    languageServer: join(folder, file.endsWith('.ts') ? 'src/language-server/main.ts' : 'dist/language-server.mjs'),
    webview: join(folder, 'dist', 'webview'),
    policies: join(folder, 'scenarios', 'policies'),
  };
}

function packageFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`${start} lies in no package.`);
  }
}
