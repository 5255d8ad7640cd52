/** Makes the folders that a command writes to. */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileErrorText, usageError } from './exit.ts';

/**
 * Makes a folder, with those above it, and makes sure that files can be written to it.
 * @throws CliError with exit code 2 when that cannot be done
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw new Error('it is a file');
    const probe = join(folder, '.redline-probe');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw usageError(
      `Cannot write to the folder ${folder}: ${fileErrorText(error)}.`,
      'Choose another one with --out.',
    );
  }
}

/**
 * Makes a folder for a run. Evidence is never overwritten or mixed, so it has to be empty.
 * @throws CliError with exit code 2 when it is not, or cannot be made
 */
export function makeRunFolder(folder: string): void {
  makeFolder(folder);
  if (readdirSync(folder).length > 0) {
    throw usageError(
      `The folder ${folder} is not empty.`,
      'A run keeps its evidence in a folder of its own: choose another one with --out.',
    );
  }
}
