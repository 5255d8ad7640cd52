/** What forks are called. */
import type { ForkChange } from './fork-record.ts';

/** What forks are called beside trials that are none: `fork of 003 at step 12, action changed`. */
export function forkName({
  trial,
  step,
  changed,
}: {
  readonly trial: string;
  readonly step: number;
  readonly changed: ForkChange['kind'];
}): string {
  return `fork of ${trial} at step ${step}, ${changeName(changed)}`;
}

function changeName(changed: ForkChange['kind']): string {
  switch (changed) {
    case 'none':
      return 'nothing changed';
    case 'action':
      return 'action changed';
    case 'observation':
      return 'observation changed';
    case 'prompt':
      return 'system prompt changed';
    default:
      return changed satisfies never;
  }
}
