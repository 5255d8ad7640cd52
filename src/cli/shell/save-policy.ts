/** Keeps what was done on a machine as a scripted policy. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DoneAction } from '../../core/walk/done-action.ts';
import { policyOfWalk } from '../../core/walk/policy-of-walk.ts';
import type { WalkPlace } from '../../core/walk/walk.ts';
import { fileErrorText, usageError } from '../exit.ts';

const SUFFIX = '.policy.yaml';
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * The name of the policy that a file holds.
 * @throws CliError when the file is not called as a policy is
 */
export function policyNameOf(file: string): string {
  const name = basename(file).slice(0, -SUFFIX.length);
  if (file.endsWith(SUFFIX) && NAME.test(name)) return name;
  throw usageError(
    `${file} cannot be the file of a policy.`,
    `It has to be called NAME${SUFFIX}, and a name has letters, digits, - and _.`,
  );
}

/**
 * Writes the file; its folder is made.
 * @throws CliError when it cannot be written
 */
export function savePolicy(file: string, { scenario, tools }: WalkPlace, done: readonly DoneAction[]): void {
  const text = policyOfWalk({ name: policyNameOf(file), scenario, tools, done });
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw usageError(`Cannot write ${file}: ${fileErrorText(error)}.`);
  }
}
