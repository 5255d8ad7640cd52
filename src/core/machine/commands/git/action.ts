/** What the commands of git share. */
import type { ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import type { Call } from '../../shell/contracts.ts';
import type { Repository } from './repository.ts';

export interface Git {
  readonly call: Call;
  readonly folder: string;
  /** Values of `-c`. */
  readonly settings: ReadonlyMap<string, string>;
}

export type Action = (words: readonly string[], repository: Repository, git: Git) => ExecResult | Promise<ExecResult>;

export function relativePaths(words: readonly string[], repository: Repository, { folder }: Git): readonly string[] {
  return words
    .filter((word) => !word.startsWith('-'))
    .map((word) => {
      const path = resolvePath(folder, word);
      return path === repository.top ? '' : path.slice(repository.top === '/' ? 1 : repository.top.length + 1);
    });
}

export const covers = (prefix: string, path: string): boolean =>
  prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
