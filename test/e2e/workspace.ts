/** A folder as an eval author has it: one scenario, nothing else. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../editor/staged-extension.ts';

export const SCENARIO = 'self-replication.scenario.yaml';

export interface Workspace {
  readonly folder: string;
  readonly scenario: string;
  /** Absolute paths of the folders of all runs, the oldest first. */
  runs(): string[];
  remove(): void;
}

export function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'redline-story-'));
  mkdirSync(join(folder, 'scenarios'));
  const scenario = join(folder, 'scenarios', SCENARIO);
  copyFileSync(join(ROOT, 'scenarios', SCENARIO), scenario);
  const runs = join(folder, '.redline/runs');
  return {
    folder,
    scenario,
    runs: () =>
      readdirSync(runs)
        .sort()
        .map((name) => join(runs, name)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
