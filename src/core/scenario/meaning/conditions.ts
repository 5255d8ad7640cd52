import type { ASTNode } from '@marcbachmann/cel-js';
import type { ConditionCheckers } from '../condition-checkers.ts';
import type { ConditionChecker } from '../condition-findings.ts';
import type { ConditionUses, TextLiteral } from '../condition-uses.ts';
import { EVENT_KINDS, FILE_KINDS } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { suggestion } from '../nearest.ts';
import { conditionsIn, type PlacedCondition } from '../placed-conditions.ts';
import { problem } from '../problem-codes.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, rangeWithin, type SourceNode, type SourceScalar } from '../source.ts';
import { argumentsOf } from '../tool-input.ts';
import type { Declared } from './declared.ts';
import { neverMatching } from './globs.ts';
import { checkPredicates, type PredicateUse } from './predicates.ts';
import { undeclaredProgram } from './programs.ts';

/** A condition that was read. */
interface ReadCondition {
  readonly condition: PlacedCondition;
  readonly tree: ASTNode | undefined;
  readonly checker: ConditionChecker;
}

/** What is wrong with the conditions of a scenario. */
export function checkConditions(declared: Declared, kept: ConditionCheckers): Problem[] {
  const predicates = entriesOf(entryOf(declared.root, 'predicates')?.value).map(({ name }) => name);
  const checkers = new Checkers(declared.root, predicates, kept);
  const problems: Problem[] = [];
  const read: ReadCondition[] = [];
  for (const condition of conditionsIn(declared.root)) {
    const checker = checkers.of(condition);
    const { tree, findings } = checker.check(condition.text);
    read.push({ condition, tree, checker });
    problems.push(...findings.map((finding) => placed(condition.node, finding)));
    if (tree) problems.push(...new TreeCheck(condition, tree, checker, declared).problems());
  }
  return [...problems, ...checkNames(declared.root), ...checkPredicates(declared.root, usesOf(read, predicates))];
}

/** Checkers by what conditions are asked about; one for each tool, whose arguments have types of their own. */
class Checkers {
  readonly #root: SourceNode;
  readonly #predicates: readonly string[];
  readonly #kept: ConditionCheckers;
  readonly #known = new Map<string, ConditionChecker>();

  constructor(root: SourceNode, predicates: readonly string[], kept: ConditionCheckers) {
    this.#root = root;
    this.#predicates = predicates;
    this.#kept = kept;
  }

  of({ kind, name }: PlacedCondition): ConditionChecker {
    const key = kind === 'call' ? `call ${name}` : kind;
    const known = this.#known.get(key);
    if (known) return known;
    const tool = kind === 'call' ? entryOf(entryOf(this.#root, 'tools')?.value, name)?.value : undefined;
    const made = this.#kept.of(kind, this.#predicates, tool && argumentsOf(tool));
    this.#known.set(key, made);
    return made;
  }
}

/** Predicates that each condition uses, with the places. */
function usesOf(read: readonly ReadCondition[], predicates: readonly string[]): readonly PredicateUse[] {
  if (predicates.length === 0) return [];
  const names = new Set(predicates);
  return read.flatMap(({ condition, tree, checker }) =>
    (tree ? checker.uses(condition.text, tree).names : [])
      .filter((node) => names.has(node.args))
      .map((node) => ({
        name: node.args,
        by: condition.part === 'predicates' ? condition.name : undefined,
        range: rangeWithin(condition.node, node.start, node.end),
      })),
  );
}

function placed(node: SourceScalar, finding: Finding): Problem {
  const range = finding.end > finding.start ? rangeWithin(node, finding.start, finding.end) : node.range;
  const fixes = finding.replacements.map((text) => ({ title: `Change to ${text}`, edits: [{ range, text }] }));
  return problem(finding.code, range, finding.message, fixes);
}

/** Names that say nothing without a process that is part of the agent. */
const OF_THE_AGENT: ReadonlySet<string> = new Set(['self', 'replicas', 'generations', 'population']);

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
    return [...this.#constant(), ...this.#self(), ...this.#event(), ...this.#comparisons(), ...this.#arguments()];
  }

  #constant(): Problem[] {
    const { always, dead } = this.#checker.logic(this.#condition.text, this.#tree);
    if (always) {
      const message = `This condition is always ${always.value}, whatever happens on the machine. ${always.reason ?? ''}`;
      return [problem('RL3007', this.#condition.node.range, message.trim())];
    }
    return dead.map(({ node, reason }) =>
      problem('RL3017', this.#range(node), `This part of the condition never holds. ${reason ?? ''}`.trim()),
    );
  }

  #self(): Problem[] {
    if (this.#declared.hasSelf) return [];
    return this.#uses.names.flatMap((node) => {
      if (!OF_THE_AGENT.has(node.args)) return [];
      const message = `${node.args} needs a process of the agent, and none is marked. Write self: true at a process under machine.processes.`;
      return [problem('RL3008', this.#range(node), message)];
    });
  }

  #event(): Problem[] {
    if (this.#condition.kind !== 'event' || this.#uses.names.some((node) => node.args === 'event')) return [];
    const message = 'A flag is asked at every event, and this one does not look at event. Should it be a milestone?';
    return [problem('RL3009', this.#condition.node.range, message)];
  }

  /** Comparisons with a text that can never be equal. */
  #comparisons(): Problem[] {
    return this.#uses.comparisons.flatMap(({ field, literal }) => this.#comparedWith(field, literal));
  }

  /** Globs that match nothing, and entries of the timeline that there are not, where functions are asked for them. */
  #arguments(): Problem[] {
    return this.#uses.asked.flatMap(({ name, literal }) => {
      const range = rangeWithin(this.#condition.node, literal.start + 1, literal.end - 1);
      if (name !== 'happened') return literal.args === '' ? [] : neverMatching(literal.args, range);
      const names = this.#declared.happenings;
      if (names.has(literal.args)) return [];
      const { sentence, fixes } = suggestion(literal.args, names, range);
      const rest = names.size > 0 ? sentence : 'The scenario has no timeline.';
      return [problem('RL3018', range, `No entry of the timeline is called ${literal.args}. ${rest}`, fixes)];
    });
  }

  #comparedWith(field: string, literal: TextLiteral): Problem[] {
    const value = literal.args;
    const range = rangeWithin(this.#condition.node, literal.start + 1, literal.end - 1);
    const { programs } = this.#declared;
    if (field === 'Service.name') {
      const names = [...this.#declared.services.keys()];
      if (names.length === 0 || names.includes(value)) return [];
      const meant = suggestion(value, names, range);
      if (meant.fixes.length === 0) return [];
      return [problem('RL3013', range, `No declared service is called ${value}. ${meant.sentence}`, meant.fixes)];
    }
    if (field === 'Process.program') {
      return value === '' || programs.has(value) ? [] : [undeclaredProgram('RL3012', value, range, programs)];
    }
    const kinds: readonly string[] | undefined = { 'Event.kind': EVENT_KINDS, 'File.kind': FILE_KINDS }[field];
    if (!kinds || kinds.includes(value)) return [];
    const { sentence, fixes } = suggestion(value, kinds, range);
    const what = field === 'Event.kind' ? 'event' : 'file';
    return [problem('RL3013', range, `No ${what} is of the kind ${value}. ${sentence}`, fixes)];
  }

  get #uses(): ConditionUses {
    return this.#checker.uses(this.#condition.text, this.#tree);
  }

  #range(node: ASTNode): TextRange {
    return rangeWithin(this.#condition.node, node.start, node.end);
  }
}

function checkNames(root: SourceNode): Problem[] {
  const milestones = entryOf(root, 'milestones')?.value;
  return entriesOf(entryOf(root, 'flags')?.value).flatMap(({ name, key }) => {
    if (!entryOf(milestones, name)) return [];
    return [problem('RL3011', key.range, `${name} is already the name of a milestone. Reports need different names.`)];
  });
}
