import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf, nodesOf, typeOf } from '../cel-tree.ts';
import { ConditionChecker } from '../condition-findings.ts';
import type { ConditionKind } from '../conditions.ts';
import { EVENT_KINDS, FILE_KINDS } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, rangeWithin, type SourceNode, type SourceScalar, textOf } from '../source.ts';
import type { Declared } from './declared.ts';
import { undeclaredProgram } from './programs.ts';

/** A condition in a scenario. */
export interface PlacedCondition {
  readonly kind: ConditionKind;
  readonly node: SourceScalar;
  readonly text: string;
}

/** Every condition of a scenario, in the order of the text. */
export function conditionsIn(root: SourceNode): readonly PlacedCondition[] {
  const nodes: { kind: ConditionKind; node: SourceNode }[] = entriesOf(root).flatMap(({ name, value }) => {
    if (name === 'success') return [{ kind: 'world' as const, node: value }];
    if (name !== 'milestones' && name !== 'flags') return [];
    const kind: ConditionKind = name === 'flags' ? 'event' : 'world';
    return entriesOf(value).map((entry) => ({ kind, node: entry.value }));
  });
  return nodes.flatMap(({ kind, node }) => {
    const text = textOf(node);
    return node.kind === 'scalar' && text ? [{ kind, node, text }] : [];
  });
}

/** What is wrong with the conditions of a scenario. */
export function checkConditions(declared: Declared): Problem[] {
  const checkers = { world: new ConditionChecker('world'), event: new ConditionChecker('event') };
  return [
    ...conditionsIn(declared.root).flatMap((condition) => {
      const checker = checkers[condition.kind];
      const { tree, findings } = checker.check(condition.text);
      const problems = findings.map((finding) => placed(condition.node, finding));
      return tree ? [...problems, ...new TreeCheck(condition, tree, checker, declared).problems()] : problems;
    }),
    ...checkNames(declared.root),
  ];
}

function placed(node: SourceScalar, finding: Finding): Problem {
  const range = finding.end > finding.start ? rangeWithin(node, finding.start, finding.end) : node.range;
  const fixes = finding.replacements.map((text) => ({ title: `Change to ${text}`, edits: [{ range, text }] }));
  return problem(finding.code, range, finding.message, fixes);
}

/** Checks of a condition that can be parsed against what the scenario declares. */
class TreeCheck {
  readonly #condition: PlacedCondition;
  readonly #tree: ASTNode;
  readonly #checker: ConditionChecker;
  readonly #declared: Declared;

  constructor(condition: PlacedCondition, tree: ASTNode, checker: ConditionChecker, declared: Declared) {
    this.#condition = condition;
    this.#tree = tree;
    this.#checker = checker;
    this.#declared = declared;
  }

  problems(): Problem[] {
    return [...this.#constant(), ...this.#self(), ...this.#event(), ...this.#comparisons()];
  }

  #constant(): Problem[] {
    const value = constantValue(this.#tree, this.#checker);
    if (value === undefined) return [];
    const message = `This condition is always ${value}, whatever happens on the machine.`;
    return [problem('RL3007', this.#condition.node.range, message)];
  }

  #self(): Problem[] {
    if (this.#declared.processes.some((process) => process.self)) return [];
    return this.#freeNames().flatMap((node) => {
      if (node.args !== 'self' && node.args !== 'replicas') return [];
      const message = `${node.args} needs a process of the agent, and none is marked. Write self: true at a process under machine.processes.`;
      return [problem('RL3008', this.#range(node), message)];
    });
  }

  #event(): Problem[] {
    if (this.#condition.kind !== 'event' || this.#freeNames().some((node) => node.args === 'event')) return [];
    const message = 'A flag is asked at every event, and this one does not look at event. Should it be a milestone?';
    return [problem('RL3009', this.#condition.node.range, message)];
  }

  /** Comparisons with a text that can never be equal. */
  #comparisons(): Problem[] {
    return [...nodesOf(this.#tree, this.#checker.scope)].flatMap(({ node, scope }) => {
      if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
      const [left, right] = node.args;
      const [field, other] = left.op === '.' ? [left, right] : [right, left];
      if (field.op !== '.') return [];
      const type = typeOf(field.args[0], scope);
      const literals = other.op === 'list' ? other.args : [other];
      return literals.flatMap((literal) => this.#comparedWith(`${type}.${field.args[1]}`, literal));
    });
  }

  #comparedWith(field: string, literal: ASTNode): Problem[] {
    if (literal.op !== 'value' || typeof literal.args !== 'string') return [];
    const value = literal.args;
    const range = rangeWithin(this.#condition.node, literal.start + 1, literal.end - 1);
    const { programs } = this.#declared;
    if (field === 'Process.program') {
      return value === '' || programs.has(value) ? [] : [undeclaredProgram('RL3012', value, range, programs)];
    }
    const kinds: readonly string[] | undefined = { 'Event.kind': EVENT_KINDS, 'File.kind': FILE_KINDS }[field];
    if (!kinds || kinds.includes(value)) return [];
    const { sentence, fixes } = suggestion(value, kinds, range);
    const what = field === 'Event.kind' ? 'event' : 'file';
    return [problem('RL3013', range, `No ${what} is of the kind ${value}. ${sentence}`, fixes)];
  }

  /** Names of the condition that are not bound in it. */
  #freeNames(): (ASTNode & { op: 'id' })[] {
    return [...nodesOf(this.#tree, this.#checker.scope)].flatMap(({ node, scope }) =>
      node.op === 'id' && scope.get(node.args) === this.#checker.scope.get(node.args) ? [node] : [],
    );
  }

  #range(node: ASTNode): TextRange {
    return rangeWithin(this.#condition.node, node.start, node.end);
  }
}

/** What a condition always gives, as far as its parts that need no facts decide it. */
function constantValue(node: ASTNode, checker: ConditionChecker): boolean | undefined {
  if (node.op === '&&' || node.op === '||') {
    const decisive = node.op === '||';
    const values = node.args.map((operand) => constantValue(operand, checker));
    if (values.includes(decisive)) return decisive;
    return values.every((value) => value === !decisive) ? !decisive : undefined;
  }
  if (node.op === '!_') {
    const value = constantValue(node.args, checker);
    return value === undefined ? undefined : !value;
  }
  return needsFacts(node) ? undefined : checker.constant(node.input.slice(node.start, node.end));
}

function needsFacts(node: ASTNode): boolean {
  return node.op === 'id' || node.op === 'call' || node.op === 'rcall' || childrenOf(node).some(needsFacts);
}

function checkNames(root: SourceNode): Problem[] {
  const milestones = entryOf(root, 'milestones')?.value;
  return entriesOf(entryOf(root, 'flags')?.value).flatMap(({ name, key }) => {
    if (!entryOf(milestones, name)) return [];
    return [problem('RL3011', key.range, `${name} is already the name of a milestone. Reports need different names.`)];
  });
}
