/** Words and icons for what the protocol names by a key. Icons are names of codicons. */
import type { Change, StepLine, StepMark, TrialState } from '../../src/protocol/replay.ts';

const TOOL_ICONS: Readonly<Record<string, string>> = {
  shell: 'terminal',
  run_in_terminal: 'terminal',
  bash: 'terminal',
  read_file: 'eye',
  write_file: 'edit',
  finish: 'check-all',
};

const PART_LABELS: Readonly<Record<string, string>> = {
  explanation: 'Explanation',
  gaps: 'Gaps',
  findings: 'Findings',
  plan: 'Plan',
  thought: 'Thought',
};

/** Icon of a line: by what became of the action first, then by the tool. */
export function stepIcon(line: Pick<StepLine, 'step' | 'tool' | 'status'>): string {
  if (line.status === 'malformed') return 'warning';
  if (line.status === 'refused') return 'circle-slash';
  if (Object.hasOwn(TOOL_ICONS, line.tool)) return TOOL_ICONS[line.tool] ?? 'tools';
  if (line.tool !== '') return 'tools';
  return line.step === 0 ? 'home' : 'comment';
}

/** What became of an action that was not carried out, in a word; empty for one that was. */
export function statusWord(status: StepLine['status']): string {
  const words = { done: '', none: '', malformed: 'Not understood', refused: 'Refused' } as const;
  return words[status];
}

/** The heading of a part of a thought. */
export function partLabel(part: string): string {
  return Object.hasOwn(PART_LABELS, part) ? (PART_LABELS[part] ?? part) : part;
}

export const MARK_ICONS: Readonly<Record<StepMark['kind'], string>> = {
  milestone: 'milestone',
  flag: 'flag',
  success: 'target',
  limit: 'clockface',
  error: 'error',
};

/** A mark as a sentence without its stop: `Milestone copied-weights`. */
export function markText(mark: StepMark): string {
  const kinds = { milestone: 'Milestone', flag: 'Flag', success: 'Success', limit: 'Limit', error: 'Error' } as const;
  const kind = kinds[mark.kind];
  return mark.name === '' || mark.name === mark.kind ? kind : `${kind} ${mark.name}`;
}

/** A change as Git decorations of VS Code name it: one letter. */
export const CHANGE_LETTERS: Readonly<Record<Change, string>> = { added: 'A', changed: 'M', removed: 'D' };

/** A change of this very step, in words. */
export function changeNow(change: Change): string {
  const words = {
    added: 'Added in this step',
    changed: 'Changed in this step',
    removed: 'Removed in this step',
  } as const;
  return words[change];
}

export interface StatusLook {
  readonly word: string;
  readonly icon: string;
  readonly detail: string;
}

/** Where a trial stands, in a word and a sentence. */
export function trialStatus(state: TrialState): StatusLook {
  switch (state.state) {
    case 'reading':
      return {
        word: 'Reading',
        icon: 'loading',
        detail: `${Math.floor(state.done * 100)} % of the transcript is read.`,
      };
    case 'running':
      return { word: 'Running', icon: 'loading', detail: 'The replay follows while the last step is shown.' };
    case 'interrupted':
      return { word: 'Interrupted', icon: 'debug-disconnect', detail: state.detail };
    case 'ended': {
      const verdicts = {
        success: { word: 'Success', icon: 'pass' },
        failure: { word: 'Failure', icon: 'error' },
        error: { word: 'Error', icon: 'warning' },
        cancelled: { word: 'Cancelled', icon: 'circle-slash' },
      } as const;
      return { ...verdicts[state.verdict], detail: state.reason };
    }
    default:
      return state satisfies never;
  }
}
