/** Finds the experiments and transcripts that a person named by path. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EXPERIMENT_FILE } from '../node/experiment-file.ts';
import { type ExperimentOnDisk, readExperiment, readLoneTranscript } from '../node/read-experiment.ts';
import { TRANSCRIPT_SUFFIX } from '../node/transcript-file.ts';
import { fileErrorText, usageError } from './exit.ts';

/**
 * The experiments at some paths: an experiment's folder, a folder that has such folders somewhere below it, or one transcript. One
 * that is named twice is given once.
 * @throws CliError with exit code 2 when a path holds neither
 */
export async function findExperiments(paths: readonly string[]): Promise<ExperimentOnDisk[]> {
  const found = new Map<string, ExperimentOnDisk>();
  for (const path of paths) {
    const whole = realPath(path);
    if (statSync(whole).isDirectory()) {
      for (const folder of experimentFolders(whole, path)) {
        const experiment = found.has(folder) ? undefined : await readExperiment(folder);
        if (experiment !== undefined) found.set(folder, experiment);
      }
    } else {
      if (!whole.endsWith(TRANSCRIPT_SUFFIX))
        throw usageError(`${path} is no transcript: its name does not end in ${TRANSCRIPT_SUFFIX}.`);
      if (!found.has(whole)) found.set(whole, await readLoneTranscript(whole));
    }
  }
  return [...found.values()];
}

/**
 * The transcripts at some paths, each once: files, and all those below folders.
 * @throws CliError with exit code 2 when a path holds none
 */
export function findTranscripts(paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const whole = realPath(path);
    if (!statSync(whole).isDirectory()) {
      found.add(whole);
      continue;
    }
    const inside = filesBelow(whole).filter((file) => file.endsWith(TRANSCRIPT_SUFFIX));
    if (inside.length === 0)
      throw usageError(`There is no transcript in ${path}.`, `Transcripts are files named *${TRANSCRIPT_SUFFIX}.`);
    for (const file of inside) found.add(file);
  }
  return [...found];
}

function realPath(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${fileErrorText(error)}.`);
  }
}

function experimentFolders(folder: string, named: string): string[] {
  const folders = filesBelow(folder)
    .filter((file) => basename(file) === EXPERIMENT_FILE)
    .map((file) => dirname(file));
  if (folders.length === 0) {
    throw usageError(
      `There is no experiment in ${named}: no ${EXPERIMENT_FILE} in it or below.`,
      'redline run makes one.',
    );
  }
  return folders;
}

/** All files below a folder, in the order of their names. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
