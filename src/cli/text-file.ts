/** Reads files that a person named. */
import { readFileSync, statSync } from 'node:fs';
import { fileErrorText, usageError } from './exit.ts';

/**
 * The text of a file.
 * @throws CliError with exit code 2 when it is missing, a folder, not readable, or not UTF-8
 */
export function readTextFile(file: string): string {
  let bytes: Buffer;
  try {
    if (statSync(file).isDirectory()) throw usageError(`${file} is a folder, but a file is needed here.`);
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Error && error.name === 'CliError') throw error;
    throw usageError(`Cannot read ${file}: ${fileErrorText(error)}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`${file} is not UTF-8 text.`, 'Save it as UTF-8 and try again.');
  }
}
