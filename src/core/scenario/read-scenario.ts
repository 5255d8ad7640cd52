/** From the text of a scenario to its model, or to everything that is wrong with it. */
import { checkMeaning } from './meaning/check-meaning.ts';
import { withMeantKeys } from './meant-keys.ts';
import type { Scenario } from './model.ts';
import { problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import { resolveScenario } from './resolve.ts';
import type { ScenarioDocument } from './schema.ts';
import { checkSchema } from './schema-problems.ts';
import { SCENARIO_SHAPE } from './shape.ts';
import type { SourceNode } from './source.ts';
import { readSource } from './source-reader.ts';
import { repeatedKeys, withKeysOnce } from './source-value.ts';

export interface ScenarioReading {
  /** The model; undefined when any problem is an error, so that a wrong scenario never starts a run. */
  readonly scenario: Scenario | undefined;
  /** The scenario as it was written; undefined when it does not fit the schema. */
  readonly document: ScenarioDocument | undefined;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** What was written where, as far as it could be read. */
  readonly source: SourceNode | undefined;
}

/** Reads the text of a scenario. Never throws; what is wrong is in the problems, and no problem hides another. */
export function readScenario(text: string): ScenarioReading {
  const { root, problems: syntax } = readSource(text);
  if (root?.kind !== 'map') {
    const problems = inOrder([...syntax, ...notAScenario(root, text, syntax)], text);
    return { scenario: undefined, document: undefined, problems, source: root };
  }
  const found: Problem[] = [...syntax, ...repeatedKeys(root, text)];
  const source = withMeantKeys(root, SCENARIO_SHAPE, found);
  const first = withKeysOnce(source, 'first');
  const { document, problems } = checkSchema(first, text);
  found.push(...problems);
  const repeats = found.some(({ code }) => code === 'RL1005');
  if (repeats) found.push(...checkSchema(withKeysOnce(source, 'last'), text).problems);
  found.push(...checkMeaning(source));
  const all = inOrder(found, text);
  const isWrong = all.some(({ severity }) => severity === 'error');
  return { scenario: document && !isWrong ? resolveScenario(document) : undefined, document, problems: all, source };
}

function notAScenario(root: SourceNode | undefined, text: string, syntax: readonly Problem[]): Problem[] {
  if (root === undefined && syntax.length > 0) return [];
  const shown = text.trim() === '' ? 0 : text.length - text.trimStart().length;
  const line = text.slice(shown).split('\n', 1)[0]?.trimEnd().length ?? 0;
  const range = root?.range ?? { start: shown, end: shown + line };
  const message = 'A scenario begins with its name: scenario: my-scenario. Then come agent and success, at least.';
  const body = 'scenario: my-scenario\nagent:\n  goal: ""\nsuccess: replicas.exists(r, r.alive)\n';
  const fixes =
    text.trim() === ''
      ? [{ title: 'Begin a scenario', edits: [{ range: { start: 0, end: text.length }, text: body }] }]
      : [];
  return [problem('RL1010', range, message, fixes)];
}

/** Problems in the order of the text, each once: a value that is used twice, or a key that is written twice, is checked twice. */
function inOrder(problems: readonly Problem[], text: string): Problem[] {
  const seen = new Map<string, Problem>();
  for (const each of problems) {
    const range = visibleRange(each.range, text);
    const key = `${each.code} ${range.start} ${range.end}`;
    if (!seen.has(key)) seen.set(key, { ...each, range });
  }
  return [...seen.values()].toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** The range, or the nearest character before or after it where there is nothing in it that could be underlined. */
function visibleRange({ start, end }: TextRange, text: string): TextRange {
  const from = Math.min(Math.max(0, start), text.length);
  const to = Math.min(Math.max(from, end), text.length);
  if (to > from) return { start: from, end: to };
  const before = text.slice(0, from).trimEnd().length;
  if (before > 0) return { start: before - 1, end: before };
  const after = text.length - text.trimStart().length;
  return { start: Math.min(after, text.length), end: Math.min(after + 1, text.length) };
}
