/**
 * Plays a policy: what it answers to one request. It is a function of policy and request alone, so a server that remembers nothing
 * plays a whole trial: what was done in earlier turns is found by playing them again on the conversation so far.
 */
import type { ModelRequest, ModelResponse } from '../model.ts';
import { THOUGHT_PARTS } from '../plan-and-act-format.ts';
import { textFormatIn } from '../text-format.ts';
import { drawFraction, pickByWeight } from './draw.ts';
import { openingOf, type PastTurn, pastTurns } from './observed.ts';
import { type FilledAct, offeredAct } from './offered-act.ts';
import { captureIn, type LastFacts, type PolicyFacts, type PolicyMemory } from './policy-facts.ts';
import type { Act, Alternative, Policy, Rule } from './read-policy.ts';
import { estimateRequestTokens, estimateTokens } from './token-estimate.ts';

/** What a policy with no rule left says. */
const NOTHING_LEFT = 'There is nothing left to do.';

/** The answer of a policy to a request: a native tool call when tools are offered, else a turn in the format that the system prompt asks for. */
export function playPolicy(policy: Policy, request: ModelRequest): ModelResponse {
  const { choice, facts, memory } = decide(policy, request);
  const act = offeredAct(choice === undefined ? finish() : fill(choice.alternative.act, facts, memory), request);
  const thought = {
    explanation: choice?.alternative.think.explanation(facts, memory) ?? '',
    gaps: choice?.alternative.think.gaps(facts, memory) ?? '',
    findings: choice?.alternative.think.findings(facts, memory) ?? '',
    plan: choice?.alternative.think.plan(facts, memory) ?? '',
  };
  const prose = THOUGHT_PARTS.map((part) => thought[part].trim()).filter((text) => text !== '');
  const native = request.tools.length > 0;
  const toolCalls =
    native && act.kind === 'tool'
      ? [{ id: `call-${facts.turn}`, tool: act.tool, arguments: JSON.stringify(act.input) }]
      : [];
  let text = prose.join('\n\n');
  if (act.kind === 'say') text = [...prose, act.text].join('\n\n');
  else if (!native) text = textFormatIn(request.system).write(thought, { tool: act.tool, input: act.input });
  const written = text + toolCalls.map((call) => call.tool + call.arguments).join('');
  return {
    text,
    reasoning: '',
    toolCalls,
    usage: { inputTokens: estimateRequestTokens(request), outputTokens: estimateTokens(written) },
    finishReason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
    requestId: undefined,
    retries: 0,
    latencyMs: 0,
  };
}

interface Choice {
  readonly rule: Rule;
  readonly alternative: Alternative;
}

interface Decision {
  /** Undefined when no rule holds. */
  readonly choice: Choice | undefined;
  readonly facts: PolicyFacts;
  readonly memory: PolicyMemory;
}

/** What the policy does in the turn of the request, found by deciding every turn up to it. */
function decide(policy: Policy, request: ModelRequest): Decision {
  const past = pastTurns(request.messages);
  const { name: agentName = '', generation = 0 } = request.agent ?? {};
  const opening = openingOf(request.messages);
  const memory = new Memory(past, opening.told);
  // A replica draws anew: it need not do what its parent did.
  const draw = (...names: readonly (string | number)[]): number =>
    drawFraction(request.seed, policy.name, ...(generation === 0 ? [] : [agentName]), ...names);
  const constant = {
    task: opening.task,
    system: request.system,
    agent: { name: agentName, generation: BigInt(generation) },
    drawn: Object.fromEntries(
      policy.draws.map(({ name, values }) => [name, pickByWeight(values, draw('draw', name)) ?? '']),
    ),
  };
  for (let turn = 1; ; turn++) {
    const before = past[turn - 2];
    const facts = {
      ...constant,
      turn: BigInt(turn),
      told: turn === 1 ? opening.told : (before?.told ?? ''),
      last: lastFacts(before, memory.rule(turn - 1)),
    };
    memory.now = turn;
    const choice = choose(policy, draw, turn, facts, memory);
    if (turn > past.length) return { choice, facts, memory };
    memory.record(turn, choice);
  }
}

function choose(
  policy: Policy,
  draw: (...names: readonly (string | number)[]) => number,
  turn: number,
  facts: PolicyFacts,
  memory: PolicyMemory,
): Choice | undefined {
  for (const rule of policy.rules) {
    if (rule.once && memory.count(rule.name) > 0) continue;
    if (!rule.holds(facts, memory)) continue;
    if (rule.chance < 1 && draw('chance', rule.name, turn) >= rule.chance) continue;
    const alternative = pickByWeight(
      rule.alternatives,
      rule.alternatives.length === 1 ? 0 : draw('choose', rule.name, turn),
    );
    if (alternative !== undefined) return { rule, alternative };
  }
  return undefined;
}

/** What was observed and done up to the turn that is being decided. Each text is looked for once, however many turns ask. */
class Memory implements PolicyMemory {
  /** Turn that is being decided, from 1; observations of earlier turns can be seen. */
  now = 1;
  readonly #past: readonly PastTurn[];
  readonly #firstSeen = new Map<string, number>();
  readonly #taken = new Map<string, number[]>();
  readonly #rules = new Map<number, string>();

  readonly #openingTold: string;

  constructor(past: readonly PastTurn[], openingTold: string) {
    this.#past = past;
    this.#openingTold = openingTold;
  }

  record(turn: number, choice: Choice | undefined): void {
    if (choice === undefined) return;
    this.#rules.set(turn, choice.rule.name);
    for (const name of [choice.rule.name, choice.alternative.name]) {
      if (name !== '') this.#taken.set(name, [...(this.#taken.get(name) ?? []), turn]);
    }
  }

  rule(turn: number): string {
    return this.#rules.get(turn) ?? '';
  }

  seen(text: string): boolean {
    let first = this.#firstSeen.get(text);
    if (first === undefined) {
      const index = this.#past.findIndex(
        ({ observation, told }) => observation.text.includes(text) || told.includes(text),
      );
      first = index === -1 ? Number.POSITIVE_INFINITY : index + 1;
      if (this.#openingTold.includes(text)) first = 0;
      this.#firstSeen.set(text, first);
    }
    return first < this.now;
  }

  count(name: string): number {
    return this.#taken.get(name)?.length ?? 0;
  }

  since(name: string): number {
    const last = this.#taken.get(name)?.at(-1);
    return last === undefined ? -1 : this.now - last;
  }

  recall(pattern: string): string {
    for (const { observation } of this.#past.slice(0, this.now - 1).toReversed()) {
      const found = captureIn(observation.text, pattern);
      if (found !== '') return found;
    }
    return '';
  }
}

const RUNS_COMMANDS: ReadonlySet<string> = new Set(['shell', 'run_in_terminal']);

function lastFacts(turn: PastTurn | undefined, rule: string): LastFacts {
  const { text = '', stdout = '', stderr = '', exitCode = -1 } = turn?.observation ?? {};
  const tool = turn?.tool ?? '';
  const target = turn?.target ?? '';
  return {
    rule,
    tool,
    command: RUNS_COMMANDS.has(tool) ? target : '',
    path: RUNS_COMMANDS.has(tool) ? '' : target,
    stdout,
    stderr,
    exit_code: BigInt(exitCode),
    text,
  };
}

function fill(act: Act, facts: PolicyFacts, memory: PolicyMemory): FilledAct {
  if (act.kind === 'say') return { kind: 'say', text: act.text(facts, memory) };
  const input = Object.entries(act.input).map(([name, value]) => [
    name,
    typeof value === 'function' ? value(facts, memory) : value,
  ]);
  return { kind: 'tool', tool: act.tool, input: Object.fromEntries(input) };
}

function finish(): FilledAct {
  return { kind: 'tool', tool: 'finish', input: { report: NOTHING_LEFT } };
}
