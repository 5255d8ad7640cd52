/** Finds and reads `redline.config.yaml`, from the folder of the scenario upwards, else from the working folder upwards. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Endpoints, readConfigFile } from '../core/experiment/endpoint-config.ts';
import { usageError } from './exit.ts';
import { readTextFile } from './text-file.ts';

export const CONFIG_FILE = 'redline.config.yaml';

export interface FoundConfig {
  /** Undefined when there is none. */
  readonly file: string | undefined;
  readonly endpoints: Endpoints;
}

/**
 * The configured endpoints.
 * @param folders where the search begins; the first one with a file above it wins
 * @throws CliError when the file has problems: a run should not quietly go to another endpoint than the one that was meant
 */
export function findConfig(folders: readonly string[]): FoundConfig {
  const file = folders.map(upwards).find((found) => found !== undefined);
  if (file === undefined) return { file, endpoints: new Map() };
  const { endpoints, problems } = readConfigFile(readTextFile(file));
  if (problems.length > 0) {
    throw usageError(problems.map(({ where, message }) => `${file}:${where}: ${message}`).join('\n'));
  }
  return { file, endpoints };
}

function upwards(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const file = join(folder, CONFIG_FILE);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}
