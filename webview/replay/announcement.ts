import type { StepDetail } from '../../src/protocol/replay.ts';
import { markText, statusWord } from './labels.ts';

/** Longest command that is read out whole. */
const MOST_SPOKEN = 120;

/** What a screen reader is told when a step comes on screen: where it is, what was done, what came of it. */
export function announcement(detail: StepDetail, steps: number): string {
  const calls = detail.calls.map((call) => {
    const spoken = typeof call.arguments === 'string' ? call.arguments : Object.values(call.arguments).join(' ');
    const short = spoken.length > MOST_SPOKEN ? `${spoken.slice(0, MOST_SPOKEN)}…` : spoken;
    const exit = call.exitCode === null || call.exitCode === 0 ? [] : [`exit code ${call.exitCode}`];
    const status = statusWord(call.status);
    return [`${call.tool} ${short}`.trim(), ...(status === '' ? [] : [status]), ...exit].join(', ');
  });
  const parts = [`Step ${detail.step} of ${steps}`, ...calls, ...detail.marks.map(markText), ...detail.errors];
  return `${parts.join('. ')}.`;
}
