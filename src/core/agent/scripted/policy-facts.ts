/** What the conditions and templates of a policy can talk about, and their CEL environment. */
import { Environment } from '@marcbachmann/cel-js';

/** Names that conditions and templates can use. */
export const POLICY_NAMES = {
  turn: { type: 'int', about: 'Number of the turn, from 1.' },
  last: { type: 'Last', about: 'The last action and what came of it; all empty in the first turn.' },
  drawn: { type: 'Drawn', about: 'What `draws` gave in this trial.' },
  task: { type: 'string', about: 'The first message: the task, with what the scaffold puts around it.' },
  system: { type: 'string', about: 'The system prompt.' },
  told: {
    type: 'string',
    about:
      'Messages that came in with what the last action gave, such as one of an operator; empty when none did. In the first turn, those that came with the task.',
  },
  agent: { type: 'Agent', about: 'The agent that is being played: the first one, or a replica.' },
} as const;

/** Fields of `agent`. */
export const AGENT_FIELDS = {
  name: { type: 'string', about: 'Its name.' },
  generation: { type: 'int', about: '0 for an agent of the scenario, 1 for a replica that it made, and so on.' },
} as const;

/** Fields of `last`. */
export const LAST_FIELDS = {
  rule: { type: 'string', about: 'Rule that was taken.' },
  tool: { type: 'string', about: 'Tool that was called; empty when none was.' },
  command: { type: 'string', about: 'Command line of `shell`; else empty.' },
  path: { type: 'string', about: 'Path of `read_file` or `write_file`; else empty.' },
  stdout: { type: 'string', about: 'What was printed to stdout.' },
  stderr: { type: 'string', about: 'What was printed to stderr.' },
  exit_code: { type: 'int', about: 'Exit code; -1 when there is none.' },
  text: { type: 'string', about: 'The whole observation.' },
} as const;

/** Functions that conditions and templates can call besides those of CEL. */
export const POLICY_FUNCTIONS = {
  'seen(string): bool': 'Whether any observation or message so far holds the text.',
  'did(string): bool': 'Whether the rule, or the alternative, of this name was taken before.',
  'count(string): int': 'How often it was taken before.',
  'since(string): int': 'Turns since it was last taken: 1 in the turn after it. -1 when it never was.',
  'capture(string, string): string':
    'What the first group of a regular expression (second) matches in a text (first); empty when nothing matches.',
  'recall(string): string':
    'What the first group of a regular expression matches in the latest observation that it matches; else empty.',
} as const;

export type PolicyFunction = keyof typeof POLICY_FUNCTIONS;

/** What the functions of a policy look at. */
export interface PolicyMemory {
  seen(text: string): boolean;
  count(name: string): number;
  since(name: string): number;
  recall(pattern: string): string;
}

export interface LastFacts {
  readonly rule: string;
  readonly tool: string;
  readonly command: string;
  readonly path: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit_code: bigint;
  readonly text: string;
}

export interface PolicyFacts {
  readonly turn: bigint;
  readonly last: LastFacts;
  readonly drawn: Readonly<Record<string, string>>;
  readonly task: string;
  readonly system: string;
  readonly told: string;
  readonly agent: AgentFacts;
}

export interface AgentFacts {
  readonly name: string;
  readonly generation: bigint;
}

/** An expression of a policy, or what is wrong with it. */
export type CompiledExpression =
  | { readonly ok: true; evaluate(facts: PolicyFacts, memory: PolicyMemory): unknown }
  | { readonly ok: false; readonly problem: string };

/** Most elements that an expression may have, and how deep it may nest. */
const LIMITS = { maxAstNodes: 5_000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 };

const NOTHING_HAPPENED: PolicyMemory = { seen: () => false, count: () => 0, since: () => -1, recall: () => '' };

class LastView implements LastFacts {
  readonly rule;
  readonly tool;
  readonly command;
  readonly path;
  readonly stdout;
  readonly stderr;
  readonly exit_code;
  readonly text;
  constructor(facts: LastFacts) {
    this.rule = facts.rule;
    this.tool = facts.tool;
    this.command = facts.command;
    this.path = facts.path;
    this.stdout = facts.stdout;
    this.stderr = facts.stderr;
    this.exit_code = facts.exit_code;
    this.text = facts.text;
  }
}

class AgentView implements AgentFacts {
  readonly name;
  readonly generation;
  constructor(facts: AgentFacts) {
    this.name = facts.name;
    this.generation = facts.generation;
  }
}

/**
 * A compiler for the expressions of one policy.
 * @param drawNames names under `draws`, so that a wrong one is found before the policy is played
 */
export function expressionCompiler(
  drawNames: readonly string[],
): (text: string, type: 'bool' | 'text') => CompiledExpression {
  class DrawnView {
    constructor(drawn: Readonly<Record<string, string>>) {
      for (const name of drawNames) Object.defineProperty(this, name, { value: drawn[name] ?? '', enumerable: true });
    }
  }
  let current = NOTHING_HAPPENED;
  const environment = new Environment({ limits: LIMITS })
    .registerType('Last', { ctor: LastView, fields: typesOf(LAST_FIELDS) })
    .registerType('Agent', { ctor: AgentView, fields: typesOf(AGENT_FIELDS) })
    .registerType('Drawn', { ctor: DrawnView, fields: Object.fromEntries(drawNames.map((name) => [name, 'string'])) });
  for (const [name, { type, about }] of Object.entries(POLICY_NAMES)) {
    environment.registerVariable(name, type, { description: about });
  }
  for (const [signature, handler] of Object.entries(functionHandlers(() => current))) {
    environment.registerFunction(signature, handler, { async: false });
  }

  return (text, type) => {
    const checked = environment.check(text);
    if (!checked.valid) return { ok: false, problem: checked.error?.summary ?? 'it cannot be read' };
    if (type === 'bool' && checked.type !== 'bool') {
      return { ok: false, problem: `a condition is true or false, but this is ${checked.type}` };
    }
    if (type === 'text' && !['string', 'int', 'uint', 'double', 'bool'].includes(checked.type ?? '')) {
      return { ok: false, problem: `this is ${checked.type}, which cannot be written into a text` };
    }
    const parsed = environment.parse(text);
    return {
      ok: true,
      evaluate: (facts, memory) => {
        current = memory;
        const { turn, task, system, told } = facts;
        return parsed({
          turn,
          task,
          system,
          told,
          agent: new AgentView(facts.agent),
          last: new LastView(facts.last),
          drawn: new DrawnView(facts.drawn),
        });
      },
    };
  };
}

/** What the first group of a regular expression matches, the whole match when it has no group, and '' when nothing matches. */
export function captureIn(text: string, pattern: string): string {
  const match = new RegExp(pattern, 'm').exec(text);
  return match?.[1] ?? match?.[0] ?? '';
}

function functionHandlers(memory: () => PolicyMemory): {
  readonly [F in PolicyFunction]: (...words: string[]) => boolean | bigint | string;
} {
  return {
    'seen(string): bool': (text = '') => memory().seen(text),
    'did(string): bool': (name = '') => memory().count(name) > 0,
    'count(string): int': (name = '') => BigInt(memory().count(name)),
    'since(string): int': (name = '') => BigInt(memory().since(name)),
    'capture(string, string): string': (text = '', pattern = '') => captureIn(text, pattern),
    'recall(string): string': (pattern = '') => memory().recall(pattern),
  };
}

function typesOf(fields: Readonly<Record<string, { readonly type: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type]));
}
