/** Names of exported files. Names of trials come from transcripts, which anyone can write; they must not choose a folder. */
import type { ReportedExperiment, ReportedTrial } from '../experiment/report.ts';

const LONGEST = 120;

/** A name that cannot leave its folder: letters, digits, `.`, `_` and `-`, not starting with a dot. */
export function safeFileName(name: string): string {
  const safe = name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, LONGEST);
  return safe === '' ? 'trial' : safe;
}

/** Names that other files of an export have. */
const RESERVED = ['report'];

/**
 * A name for each trial, without an extension, each different from the others on file systems that do not tell capitals from small
 * letters too. The experiment is part of it when there are several.
 */
export function trialFileNames(experiments: readonly ReportedExperiment[]): ReadonlyMap<ReportedTrial, string> {
  const names = new Map<ReportedTrial, string>();
  const taken = new Set<string>(RESERVED);
  for (const { experiment, trials } of experiments) {
    for (const trial of trials) {
      const base = safeFileName(experiments.length > 1 ? `${experiment}-${trial.trial}` : trial.trial);
      let name = base;
      for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${base}-${count}`;
      taken.add(name.toLowerCase());
      names.set(trial, name);
    }
  }
  return names;
}
