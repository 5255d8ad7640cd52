/** What happens while the agent works: whether it can happen, and whether it does anything. */

import { DEFAULTS } from '../defaults.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, type SourceNode, textOf, valueAt, wordOf } from '../source.ts';
import { parseDuration } from '../units.ts';
import { agentNames, undeclared } from './agents.ts';
import type { Declared } from './declared.ts';
import { checkEffects } from './effects.ts';

/** What is wrong with the timeline, and with the moments at which agents begin. */
export function checkTimeline(declared: Declared): Problem[] {
  const { root } = declared;
  const entries = itemsOf(entryOf(root, 'timeline')?.value);
  const starts = entriesOf(entryOf(root, 'agents')?.value).flatMap(({ value }) => entryOf(value, 'starts') ?? []);
  return [
    ...entries.flatMap((entry) => [
      ...checkMoment(entry),
      ...checkOutcome(entry),
      ...checkLimits(entryOf(entry, 'after')?.value, root),
      ...undeclared('RL3319', 'agent', entryOf(entry, 'to')?.value, ['all', ...agentNames(root)]),
      ...checkEffects(entryOf(entry, 'do')?.value, declared),
    ]),
    ...starts.flatMap(({ key, value }) => [
      ...checkLimits(value, root),
      ...(value.kind === 'map' && value.entries.length === 0
        ? [problem('RL3802', key.range, 'starts says nothing. Give a step, a clock or a condition, or take it away.')]
        : []),
    ]),
    ...checkEntryNames(entries),
  ];
}

function checkMoment(entry: SourceNode): Problem[] {
  if (entry.kind !== 'map') return [];
  const after = entryOf(entry, 'after');
  const isEmpty = after === undefined || (after.value.kind === 'map' && after.value.entries.length === 0);
  if (!isEmpty || entryOf(entry, 'when')) return [];
  const message =
    'This never happens: it has no moment. Give after: { step: 6 }, after: { clock: 10m }, or a condition with when.';
  return [problem('RL3802', (after ?? entry.entries[0])?.key.range ?? entry.range, message)];
}

function checkOutcome(entry: SourceNode): Problem[] {
  if (entry.kind !== 'map') return [];
  const first = entry.entries[0]?.key.range ?? entry.range;
  const isIdle = !entryOf(entry, 'say') && !entryOf(entry, 'do');
  if (isIdle) return [problem('RL3803', first, 'Nothing comes of this: it says nothing and does nothing.')];
  const to = entryOf(entry, 'to');
  if (!to || entryOf(entry, 'say')) return [];
  return [problem('RL3803', to.key.range, 'Nobody is told anything here, so to has no effect. It goes with say.')];
}

/** Moments after the last step, or after the time is over. */
function checkLimits(moment: SourceNode | undefined, root: SourceNode): Problem[] {
  const limits = valueAt(root, ['agent', 'limits']);
  const step = entryOf(moment, 'step')?.value;
  const clock = entryOf(moment, 'clock')?.value;
  const most = Number(wordOf(entryOf(limits, 'steps')?.value) ?? DEFAULTS.steps);
  const time = durationOf(entryOf(limits, 'time')?.value);
  const at = Number(wordOf(step) ?? Number.NaN);
  const after = durationOf(clock);
  // Others may still act when the first agent has taken its last step.
  const isAlone = !entryOf(root, 'agents') && !entryOf(root, 'replicas');
  const last = isAlone ? most - 1 : most;
  return [
    ...(step && at > last
      ? [
          problem(
            'RL3801',
            step.range,
            `The first agent takes ${most} steps, so this never happens. Choose a step up to ${last}, or raise agent.limits.steps.`,
            last > 0 ? [{ title: `Change to ${last}`, edits: [{ range: step.range, text: String(last) }] }] : [],
          ),
        ]
      : []),
    ...(clock && after !== undefined && time !== undefined && after >= time
      ? [
          problem(
            'RL3801',
            clock.range,
            `The trial ends after ${textOf(entryOf(limits, 'time')?.value)}, so this never happens. Choose an earlier time, or raise agent.limits.time.`,
          ),
        ]
      : []),
  ];
}

function durationOf(node: SourceNode | undefined): number | undefined {
  const text = textOf(node);
  return text === undefined ? undefined : parseDuration(text);
}

function checkEntryNames(entries: readonly SourceNode[]): Problem[] {
  const taken = new Set<string>();
  return entries.flatMap((entry) => {
    const node = entryOf(entry, 'name')?.value;
    const name = textOf(node);
    if (!node || name === undefined) return [];
    const isTaken = taken.has(name);
    taken.add(name);
    const message = `${name} is the name of another entry above. Conditions and variants need different names.`;
    return isTaken ? [problem('RL3312', node.range, message)] : [];
  });
}
