/** Everything that is wrong with the text of one condition. Places count from the beginning of that text. */
import {
  type ASTNode,
  type DefinitionFunction,
  type Environment,
  ParseError,
  TypeError as TypeMismatch,
} from '@marcbachmann/cel-js';
import { nodesOf, type Scope } from './cel-tree.ts';
import { certaintyOf, deadParts } from './condition-logic.ts';
import { missingInHas, typeFinding, unknownFunction } from './condition-sentences.ts';
import { parseFinding } from './condition-syntax.ts';
import { type ConditionUses, usesIn } from './condition-uses.ts';
import { type ConditionKind, conditionEnvironment, conditionNames } from './conditions.ts';
import { describeType, type Finding } from './finding.ts';
import { INPUT_TYPE, inputScopeType, type ToolArgument } from './tool-input.ts';

/** Most mistakes that are looked for in one condition. */
const MOST_FINDINGS = 20;
/** A name of any type, put in the place of what is wrong to find out what else is. */
const ANYTHING = '_';

/** A condition that was read, and what was found. */
export interface ConditionCheck {
  /** Undefined when it could not be parsed. */
  readonly tree: ASTNode | undefined;
  readonly findings: readonly Finding[];
}

/** What a condition, or a part of it, gives whatever the facts are. */
export interface ConditionLogic {
  readonly always: ReturnType<typeof certaintyOf>;
  /** Parts that never hold, where the whole is not decided. */
  readonly dead: ReturnType<typeof deadParts>;
}

/** Most conditions of which a checker remembers what it found. */
const MOST_REMEMBERED = 5_000;

/** Checks conditions of one kind. Keep one for all the conditions of a scenario: making it costs more than a check. */
export class ConditionChecker {
  readonly kind: ConditionKind;
  /** Names that are known in every condition of the kind, with their types. */
  readonly scope: Scope;
  readonly #environment: Environment;
  readonly #functions: readonly DefinitionFunction[];
  readonly #checks = new Map<string, ConditionCheck>();
  readonly #logic = new Map<string, ConditionLogic>();
  readonly #uses = new Map<string, ConditionUses>();

  /**
   * @param predicates names of predicates that the conditions can use
   * @param input arguments of the tool, for conditions on its call; where it is left out they are not known
   */
  constructor(kind: ConditionKind, predicates: Iterable<string> = [], input?: readonly ToolArgument[]) {
    this.kind = kind;
    const scope = new Map(
      Object.entries(conditionNames(kind)).map(([name, { type }]): [string, string] => [name, type]),
    );
    // The type of an input with known arguments takes the place of that of any input.
    const environment = conditionEnvironment(input ? 'world' : kind);
    if (input) {
      const fields = Object.fromEntries(input.map(({ name, type }) => [name, type]));
      environment.registerType(INPUT_TYPE, { ctor: class Input {}, fields }).registerVariable('input', INPUT_TYPE);
      scope.set('input', inputScopeType(input));
    }
    for (const name of predicates) {
      if (scope.has(name)) continue;
      environment.registerVariable(name, 'bool');
      scope.set(name, 'bool');
    }
    this.scope = scope;
    this.#environment = environment.registerVariable(ANYTHING, 'dyn');
    this.#functions = this.#environment.getDefinitions().functions;
  }

  /** Parses a condition and checks its types. Each mistake is found, not only the first. */
  check(text: string): ConditionCheck {
    return remembered(this.#checks, text, () => this.#check(text));
  }

  /** What a condition with this tree gives whatever the facts are. */
  logic(text: string, tree: ASTNode): ConditionLogic {
    return remembered(this.#logic, text, () => {
      const constant = (part: string): boolean | undefined => this.constant(part);
      const always = certaintyOf(tree, this.scope, constant);
      return { always, dead: always ? [] : deadParts(tree, this.scope, constant) };
    });
  }

  /** What a condition with this tree names. */
  uses(text: string, tree: ASTNode): ConditionUses {
    return remembered(this.#uses, text, () => usesIn(tree, this.scope));
  }

  #check(text: string): ConditionCheck {
    const parsed = this.#parse(text);
    if ('finding' in parsed) return { tree: undefined, findings: [parsed.finding] };
    const findings: Finding[] = [];
    let rest = text;
    for (const { node, scope } of nodesOf(parsed.tree, this.scope)) {
      const isGone = rest.slice(node.start, node.end) !== text.slice(node.start, node.end);
      const finding = isGone ? undefined : (unknownFunction(node, scope, this.#functions) ?? missingInHas(node, scope));
      if (!finding) continue;
      findings.push(finding);
      rest = withoutPart(rest, finding.part);
    }
    for (let finding = this.#next(rest); finding && findings.length < MOST_FINDINGS; finding = this.#next(rest)) {
      findings.push(finding);
      const shorter = withoutPart(rest, finding.part);
      if (shorter === rest) break;
      rest = shorter;
    }
    return { tree: parsed.tree, findings };
  }

  /** What a condition that needs no facts always gives; undefined when it needs some, or cannot be told. */
  constant(text: string): boolean | undefined {
    try {
      const value: unknown = this.#environment.evaluate(text, {});
      return typeof value === 'boolean' ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #parse(text: string): { tree: ASTNode } | { finding: Finding } {
    try {
      return { tree: this.#environment.parse(text).ast };
    } catch (error) {
      if (error instanceof ParseError) return { finding: parseFinding(error, text) };
      throw error;
    }
  }

  /** The first thing whose type is wrong. */
  #next(text: string): Finding | undefined {
    const parsed = this.#environment.parse(text);
    const { valid, type, error } = parsed.check();
    const context = { kind: this.kind, text, tree: parsed.ast, scope: this.scope, functions: this.#functions };
    if (error instanceof TypeMismatch) return typeFinding(error, context);
    if (!valid || type === 'bool' || type === 'dyn') return undefined;
    const whole = { start: text.length - text.trimStart().length, end: text.trimEnd().length };
    const message = `A condition has to be true or false, but this is ${describeType(type)}.`;
    return { code: 'RL3006', ...whole, message, replacements: [], part: whole };
  }
}

/** What is known of a text, or what is found out now and known from then on. */
function remembered<T>(known: Map<string, T>, text: string, find: () => T): T {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = find();
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(text, found);
  return found;
}

/** The text with a part replaced by something that is never wrong, everything else at its place. */
function withoutPart(text: string, part: { readonly start: number; readonly end: number }): string {
  const { start, end } = balanced(text, part);
  if (end <= start) return text;
  return `${text.slice(0, start)}${ANYTHING.padEnd(end - start)}${text.slice(end)}`;
}

/**
 * The part with the parentheses around its ends that belong to it. A node of the tree begins behind the parenthesis that opens its
 * first operand: that of `(a + b) * c` is `a + b) * c`.
 */
function balanced(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  let open = 0;
  let missing = 0;
  const withoutTexts = text.slice(start, end).replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
  for (const char of withoutTexts) {
    if (char === '(') open += 1;
    else if (char === ')' && open > 0) open -= 1;
    else if (char === ')') missing += 1;
  }
  let from = start;
  for (; missing > 0; missing--) from = text.lastIndexOf('(', from - 1);
  let to = end;
  for (; open > 0; open--) to = text.indexOf(')', to) + 1;
  return from >= 0 && to >= end ? { start: from, end: to } : { start, end };
}
