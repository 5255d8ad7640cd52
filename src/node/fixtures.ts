/** Reads the files that a scenario includes, from inside the workspace only. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { type GatheredFiles, gatherFiles, type ReadFile } from '../core/scenario/included-files.ts';

const LARGEST_FILE = 16 * 1024 * 1024;

/**
 * The texts of all files that a scenario includes, and why others could not be read. Never throws for what lies on disk.
 * @param text text of the scenario
 * @param scenarioFile its path
 * @param workspace the folder that nothing may leave; for a scenario outside of any, its own folder
 */
export function readIncludedFiles(text: string, scenarioFile: string, workspace: string): Promise<GatheredFiles> {
  return gatherFiles(text, fileReader(scenarioFile, workspace));
}

/**
 * Reads files by their path relative to the folder of a scenario. They have to stay inside the workspace even when links on the way
 * are followed. Reasons are ends of sentences: `there is no such file`.
 */
export function fileReader(scenarioFile: string, workspace: string): ReadFile {
  return async (path) => {
    if (isAbsolute(path)) return { reason: 'its path has to be relative to the scenario' };
    try {
      const file = await realpath(resolve(dirname(scenarioFile), path));
      if (!isInside(file, await realpath(workspace))) return { reason: 'it lies outside the workspace' };
      const found = await stat(file);
      if (!found.isFile()) return { reason: 'it is not a file' };
      if (found.size > LARGEST_FILE) {
        return { reason: 'it is larger than 16 MiB; declare a sparse file with a size instead' };
      }
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) };
    } catch (error) {
      if (error instanceof TypeError)
        return { reason: 'it is not a text in UTF-8; declare a sparse file with a size instead' };
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { reason: missing ? 'there is no such file' : 'the system refuses it' };
    }
  };
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}
