/** Reads a policy: its YAML, its schema, and every condition and template in it. */
import { byPlace, type PlacedProblem, readCheckedYaml, type ValueProblem } from '../../scenario/checked-yaml.ts';
import { expressionCompiler, type PolicyFacts, type PolicyMemory } from './policy-facts.ts';
import {
  type ActionDocument,
  type AlternativeDocument,
  type PolicyDocument,
  policySchema,
  type RuleDocument,
  type ThinkDocument,
} from './policy-schema.ts';
import { compileTemplate, type Template } from './policy-template.ts';

/** A policy that can be played. */
export interface Policy {
  readonly name: string;
  readonly about: string;
  readonly draws: readonly { readonly name: string; readonly values: readonly Weighted<string>[] }[];
  readonly rules: readonly Rule[];
}

export interface Weighted<T> {
  readonly value: T;
  readonly weight: number;
}

export interface Rule {
  readonly name: string;
  /** Whether its condition holds. A condition that fails while it is evaluated does not hold. */
  holds(facts: PolicyFacts, memory: PolicyMemory): boolean;
  readonly chance: number;
  readonly once: boolean;
  readonly alternatives: readonly Weighted<Alternative>[];
}

export interface Alternative {
  /** Empty when it has none of its own. */
  readonly name: string;
  readonly think: Think;
  readonly act: Act;
}

/** What is thought: the parts of plan-and-act; a single text is its explanation. */
export interface Think {
  readonly explanation: Template;
  readonly gaps: Template;
  readonly findings: Template;
  readonly plan: Template;
}

export type Act =
  | {
      readonly kind: 'tool';
      readonly tool: string;
      readonly input: Readonly<Record<string, Template | number | boolean>>;
    }
  | { readonly kind: 'say'; readonly text: Template };

export type ReadPolicy =
  | { readonly policy: Policy; readonly problems: readonly [] }
  | { readonly policy: undefined; readonly problems: readonly PlacedProblem[] };

/** Thrown by `parsePolicy`. The message has one line a problem, with its place. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** A policy from its YAML text, or everything that is wrong with it. */
export function readPolicy(text: string): ReadPolicy {
  const read = readCheckedYaml(text, policySchema);
  if (read.value === undefined) return { policy: undefined, problems: read.problems };
  const problems: ValueProblem[] = [];
  const policy = compilePolicy(read.value, (problem) => problems.push(problem));
  return problems.length === 0
    ? { policy, problems: [] }
    : { policy: undefined, problems: problems.map(read.place).sort(byPlace) };
}

/**
 * A policy from its YAML text.
 * @param source how messages name the text: a path or a name
 * @throws PolicyError when anything is wrong with it
 */
export function parsePolicy(text: string, source: string): Policy {
  const { policy, problems } = readPolicy(text);
  if (policy !== undefined) return policy;
  throw new PolicyError(
    problems.map(({ line, column, message }) => `${source}:${line}:${column}: ${message}`).join('\n'),
  );
}

type Report = (problem: ValueProblem) => void;
type Compile = ReturnType<typeof expressionCompiler>;
type Path = readonly (string | number)[];

function compilePolicy(document: PolicyDocument, report: Report): Policy {
  const draws = Object.entries(document.draws ?? {});
  for (const [name, values] of draws) {
    if (!Object.values(values).some((weight) => weight > 0)) {
      report({ path: ['draws', name], message: `"draws.${name}" needs a value with a weight above 0.` });
    }
  }
  const compile = expressionCompiler(draws.map(([name]) => name));
  checkNames(document.rules, report);
  return {
    name: document.policy,
    about: document.about ?? '',
    draws: draws.map(([name, values]) => ({
      name,
      values: Object.entries(values).map(([value, weight]) => ({ value, weight })),
    })),
    rules: document.rules.map((rule, index) => compileRule(rule, ['rules', index], compile, report)),
  };
}

function checkNames(rules: readonly RuleDocument[], report: Report): void {
  const known = new Set<string>();
  const check = (name: string, path: Path): void => {
    if (known.has(name)) report({ path, message: `There are two rules or alternatives of the name ${name}.` });
    known.add(name);
  };
  rules.forEach((rule, index) => {
    check(rule.name, ['rules', index, 'name']);
    rule.choose?.forEach((alternative, at) => {
      if (alternative.name !== undefined) check(alternative.name, ['rules', index, 'choose', at, 'name']);
    });
  });
}

function compileRule(rule: RuleDocument, path: Path, compile: Compile, report: Report): Rule {
  const condition = rule.when === undefined ? undefined : compile(rule.when, 'bool');
  if (condition?.ok === false) {
    report({
      path: [...path, 'when'],
      message: `The condition of rule ${rule.name} cannot be used: ${condition.problem}.`,
    });
  }
  if ((rule.do === undefined) === (rule.choose === undefined)) {
    report({ path, message: `Rule ${rule.name} needs exactly one of do and choose.` });
  }
  const alternative = (document: AlternativeDocument, at: Path): Weighted<Alternative> => ({
    weight: document.weight ?? 1,
    value: {
      name: document.name ?? '',
      think: compileThink(document.think ?? rule.think, [...at, 'think'], compile, report),
      act: compileAct(document.do, [...at, 'do'], compile, report),
    },
  });
  const only = rule.do === undefined ? [] : [alternative({ do: rule.do }, path)];
  return {
    name: rule.name,
    holds: (facts, memory) =>
      condition === undefined || (condition.ok && isTrue(() => condition.evaluate(facts, memory))),
    chance: rule.chance ?? 1,
    once: rule.once ?? false,
    alternatives: rule.choose?.map((document, index) => alternative(document, [...path, 'choose', index])) ?? only,
  };
}

/** A condition may fail on what it meets, as when a regular expression in it is wrong; then it does not hold. */
function isTrue(evaluate: () => unknown): boolean {
  try {
    return evaluate() === true;
  } catch {
    return false;
  }
}

function compileThink(think: ThinkDocument | undefined, path: Path, compile: Compile, report: Report): Think {
  const parts = typeof think === 'string' ? { explanation: think } : (think ?? {});
  const part = (name: keyof Think): Template =>
    compileTemplate(parts[name] ?? '', typeof think === 'string' ? path : [...path, name], compile, report);
  return { explanation: part('explanation'), gaps: part('gaps'), findings: part('findings'), plan: part('plan') };
}

function compileAct(action: ActionDocument, path: Path, compile: Compile, report: Report): Act {
  const template = (text: string, name: string): Template => compileTemplate(text, [...path, name], compile, report);
  if ('say' in action) return { kind: 'say', text: template(action.say, 'say') };
  if ('finish' in action) return { kind: 'tool', tool: 'finish', input: { report: template(action.finish, 'finish') } };
  if ('read_file' in action) {
    return { kind: 'tool', tool: 'read_file', input: { path: template(action.read_file, 'read_file') } };
  }
  if ('write_file' in action) {
    const input = {
      path: template(action.write_file, 'write_file'),
      content: template(action.content, 'content'),
    };
    return { kind: 'tool', tool: 'write_file', input };
  }
  if ('run_in_terminal' in action) {
    const command = template(action.run_in_terminal, 'run_in_terminal');
    const type = action.long_running === true ? 'long_running' : 'one_time';
    const input = { terminal: action.terminal ?? 1, command, type: () => type };
    return { kind: 'tool', tool: 'run_in_terminal', input };
  }
  if ('receive_output' in action) {
    return { kind: 'tool', tool: 'receive_output', input: { terminal: action.receive_output } };
  }
  if ('call' in action) {
    const input = Object.entries(action.input ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? compileTemplate(value, [...path, 'input', name], compile, report) : value,
    ]);
    return { kind: 'tool', tool: action.call, input: Object.fromEntries(input) };
  }
  const timeout = action.timeout_seconds === undefined ? {} : { timeout_seconds: action.timeout_seconds };
  return { kind: 'tool', tool: 'shell', input: { command: template(action.shell, 'shell'), ...timeout } };
}
