/** What an editor offers to change: fixes of problems, all problems of one kind at once, and a condition as a predicate of its own. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf, nodesOf } from '../cel-tree.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, rangeWithin, textOf } from '../source.ts';
import { conditionUseAt, kindOf, scopeOf } from './condition-places.ts';
import { declarationsIn } from './declarations.ts';
import type { TextEdit } from './formatting.ts';
import { placeAt } from './place.ts';
import type { ScenarioText } from './scenario-text.ts';

export interface QuickFix {
  readonly title: string;
  readonly kind: 'fix' | 'fix-all' | 'extract';
  /** The problems that it mends. */
  readonly problems: readonly Problem[];
  /** The only fix of its problem. */
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
}

/** What can be changed at a range of a scenario with some problems. */
export function quickFixesAt(
  scenario: ScenarioText,
  problems: readonly Problem[],
  range: TextRange,
): readonly QuickFix[] {
  const touched = problems.filter((problem) => touches(problem.range, range));
  const single = touched.flatMap((problem) =>
    problem.fixes.map(({ title, edits }): QuickFix => {
      return { title, kind: 'fix', problems: [problem], isPreferred: problem.fixes.length === 1, edits };
    }),
  );
  const codes = new Set(touched.flatMap(({ code, fixes }) => (fixes.length > 0 ? [code] : [])));
  const all = [...codes].flatMap((code) => fixAllOf(code, problems) ?? []);
  const extract = range.end > range.start ? extraction(scenario, range) : undefined;
  return [...single, ...all, ...(extract ? [extract] : [])];
}

/** The change that mends every problem that has one way to be mended; undefined when there is none. */
export function fixAll(problems: readonly Problem[]): QuickFix | undefined {
  const mended = problems.filter(({ fixes }) => fixes.length === 1);
  const edits = compatible(mended);
  if (edits.length === 0) return undefined;
  return { title: 'Fix all that have one fix', kind: 'fix-all', problems: mended, isPreferred: false, edits };
}

function fixAllOf(code: Problem['code'], problems: readonly Problem[]): QuickFix | undefined {
  const same = problems.filter((problem) => problem.code === code && problem.fixes.length > 0);
  const edits = compatible(same);
  if (same.length < 2 || edits.length === 0) return undefined;
  const title = `Fix all ${same.length} problems of this kind (${code})`;
  return { title, kind: 'fix-all', problems: same, isPreferred: false, edits };
}

/** The edits of the first fix of each problem, without those that meet one that is already there. */
function compatible(problems: readonly Problem[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of problems) {
    const edits = fixes[0]?.edits ?? [];
    if (edits.some(({ range }) => taken.some((other) => touches(range, other.range)))) continue;
    taken.push(...edits);
  }
  return taken;
}

function touches(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Makes the selected part of a condition a predicate, when it is one that says something of the world by itself. */
function extraction(scenario: ScenarioText, range: TextRange): QuickFix | undefined {
  const place = placeAt(scenario.places, range.start);
  const use = place && conditionUseAt(place);
  const text = textOf(place?.scalar);
  if (!place || use === undefined || text === undefined || place.path[0] === 'predicates') return undefined;
  const predicates = declarationsIn(scenario.root).flatMap(({ kind, name }) => (kind === 'predicate' ? [name] : []));
  const tree = scenario.trees.treeOf(text, kindOf(use));
  const world = scopeOf('world', predicates);
  const part =
    tree &&
    [...nodesOf(tree, scopeOf(use, predicates))].find(({ node }) => {
      const own = rangeWithin(place.scalar, node.start, node.end);
      return own.start === range.start && own.end === range.end;
    })?.node;
  if (!part || !saysYesOrNo(part) || !needsOnly(part, world)) return undefined;
  const written = text.slice(part.start, part.end);
  const name = freeName(predicates);
  const line = `${name}: ${JSON.stringify(written)}\n`;
  const section = entryOf(scenario.root, 'predicates');
  const first = entriesOf(section?.value)[0];
  if (section && (!first || (section.value.kind === 'map' && section.value.flow))) return undefined;
  const insertion = first
    ? { range: at(first.key.range.start), text: `${line}${' '.repeat(column(scenario.text, first.key.range.start))}` }
    : topInsertion(scenario, place.path, line);
  if (!insertion) return undefined;
  return {
    title: 'Make it a predicate',
    kind: 'extract',
    problems: [],
    isPreferred: false,
    edits: [insertion, { range, text: name }],
  };
}

function topInsertion({ root }: ScenarioText, path: readonly (string | number)[], line: string): TextEdit | undefined {
  const section = entryOf(root, String(path[0]));
  return section && { range: at(section.key.range.start), text: `predicates:\n  ${line}\n` };
}

function at(offset: number): TextRange {
  return { start: offset, end: offset };
}

function column(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Whether a part of a condition is true or false by its form. */
function saysYesOrNo(node: ASTNode): boolean {
  const comparing = ['&&', '||', '!_', '==', '!=', '<', '<=', '>', '>=', 'in'];
  if (comparing.includes(node.op)) return true;
  if (node.op === 'rcall') return ['exists', 'all', 'exists_one', 'startsWith', 'endsWith'].includes(node.args[0]);
  return node.op === 'call' && ['read', 'written', 'ran', 'matches_glob'].includes(node.args[0]);
}

/** Whether every name in a part is known in conditions on the world, and none is bound around it. */
function needsOnly(node: ASTNode, world: ReadonlyMap<string, string | undefined>): boolean {
  const bound = new Set<string>();
  const visit = (each: ASTNode): boolean => {
    if (each.op === 'id') return world.has(each.args) || bound.has(each.args);
    const [declaration] = each.op === 'rcall' ? each.args[2] : [];
    if (declaration?.op === 'id' && each.op === 'rcall' && each.args[2].length > 1) bound.add(declaration.args);
    return childrenOf(each).every(visit);
  };
  return visit(node);
}

function freeName(taken: readonly string[]): string {
  const base = 'condition_holds';
  if (!taken.includes(base)) return base;
  let number = 2;
  while (taken.includes(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}
