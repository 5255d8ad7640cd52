/** The controller of an agent: what the model is sent, and what its answers mean. It carries nothing out. */
import type { AgentSpec } from '../scenario/model.ts';
import type { Message, ModelRequest, ModelResponse, RequestedToolCall } from './model.ts';
import { messageText, shorten } from './observation.ts';
import { fillWording, SCAFFOLDS, type Scaffold } from './scaffold.ts';
import { textFormatOf } from './text-format.ts';
import { Toolbox } from './toolbox.ts';
import type { ReadCall } from './tools.ts';

/** Characters of the last action that a later message repeats. */
const MOST_ACTION_CHARACTERS = 2_000;

/** One call of a turn, understood or not. */
export interface TurnCall {
  /** Unique in its turn. */
  readonly id: string;
  /** As the model named it; empty when no name could be read. */
  readonly tool: string;
  readonly read: ReadCall;
}

/** What an answer of the model means. */
export interface Turn {
  readonly thought: readonly { readonly part: string; readonly text: string }[];
  /** In the order in which they are to be carried out; empty when the model called nothing. */
  readonly calls: readonly TurnCall[];
}

/** What the model is told of one call. */
export interface CallAnswer {
  readonly id: string;
  readonly tool: string;
  readonly text: string;
}

/** What a conversation is made from besides the agent. */
export interface ConversationParts {
  /** The built-in one that the agent names, where it is left out. */
  readonly scaffold?: Scaffold;
  /** The built-in tools of the agent, where it is left out. */
  readonly toolbox?: Toolbox;
  /** 0 for an agent of the scenario. */
  readonly generation?: number;
}

/** A message to the model, as against one of its own. */
export type MessageToModel = Exclude<Message, { readonly role: 'assistant' }>;

/**
 * A conversation with one model. It takes turns: `request`, `receive`, `answer`, and again. It only grows: every message is made
 * once, and a request holds all of them.
 */
export class Conversation {
  readonly scaffold: Scaffold;
  #system: string;
  readonly #agent: AgentSpec;
  readonly #generation: number;
  readonly #toolbox: Toolbox;
  readonly #told: Message[] = [];
  #fresh: MessageToModel[];
  /** Messages that came in while the calls of a turn were carried out: they follow what came of those. */
  #waiting: string[] | undefined;
  /** What a turn of text wanted to do, to repeat it. */
  #lastAction = '';

  constructor(agent: AgentSpec, { scaffold, toolbox, generation = 0 }: ConversationParts = {}) {
    this.#agent = agent;
    this.#generation = generation;
    this.#toolbox = toolbox ?? new Toolbox(agent.tools, []);
    this.scaffold = scaffold ?? SCAFFOLDS[agent.scaffold];
    this.#system = [agent.system.trimEnd(), this.#fill(this.scaffold.instructions)]
      .filter((part) => part !== '')
      .join('\n\n');
    this.#fresh = [{ role: 'user', text: this.#fill(this.scaffold.opening) }];
  }

  /** The system prompt as it is sent: that of the scenario and the instructions of the scaffold, or another one since `instruct`. */
  get system(): string {
    return this.#system;
  }

  /** Gives the agent another system prompt, from the next request on. It takes the place of the whole. */
  instruct(system: string): void {
    this.#system = system;
  }

  /** Messages that the next request holds and no request before it did, the model's own answers left out. */
  get fresh(): readonly MessageToModel[] {
    return this.#fresh;
  }

  /** The next request: the whole conversation so far. */
  request(seed: number): ModelRequest {
    return {
      system: this.#system,
      messages: [...this.#told, ...this.#fresh],
      tools: this.scaffold.actions === 'native' ? this.#toolbox.definitions : [],
      seed,
      agent: { name: this.#agent.name, generation: this.#generation },
    };
  }

  /** Takes the answer to the last request. Ids of its calls have to be unique, see `withCallIds`. */
  receive(response: ModelResponse): Turn {
    this.#told.push(...this.#fresh, { role: 'assistant', text: response.text, toolCalls: response.toolCalls });
    this.#fresh = [];
    this.#waiting = [];
    const turn = this.scaffold.actions === 'native' ? this.#readNative(response) : this.#readText(response);
    return response.reasoning === ''
      ? turn
      : { ...turn, thought: [{ part: 'thought', text: response.reasoning }, ...turn.thought] };
  }

  /** Says what came of the calls of the last turn: one answer a call, in their order. */
  answer(answers: readonly CallAnswer[]): void {
    if (this.scaffold.actions === 'text') {
      const result = answers.map((answer) => answer.text).join('\n');
      this.#fresh = [{ role: 'user', text: this.#fill(this.scaffold.result, { action: this.#lastAction, result }) }];
    } else if (answers.length === 0) {
      this.#fresh = [{ role: 'user', text: this.#fill(this.scaffold.reminder) }];
    } else {
      this.#fresh = answers.map(({ id, tool, text }) => ({ role: 'tool', callId: id, tool, text }));
    }
    const told = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const text of told) this.tell(text);
  }

  /**
   * Hands the agent a message, besides what came of its calls. It stands in the next request. A conversation never has two messages
   * of the user after each other, since the chat templates of some models refuse that.
   */
  tell(text: string): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(text);
      return;
    }
    const message = messageText(text);
    const last = this.#fresh.at(-1);
    this.#fresh =
      last?.role === 'user'
        ? [...this.#fresh.slice(0, -1), { role: 'user', text: `${last.text}\n\n${message}` }]
        : [...this.#fresh, { role: 'user', text: message }];
  }

  #readNative(response: ModelResponse): Turn {
    return {
      thought: response.text.trim() === '' ? [] : [{ part: 'thought', text: response.text.trim() }],
      calls: response.toolCalls.map((call) => ({
        id: call.id,
        tool: call.tool,
        read: noteCutOff(response, this.#toolbox.read(call.tool, call.arguments)),
      })),
    };
  }

  #readText(response: ModelResponse): Turn {
    const format = textFormatOf(this.scaffold);
    const { parts, action } = format.parse(response.text);
    if (action.kind === 'malformed') {
      this.#lastAction = 'None that could be read.';
      const problem = `${action.problem} Nothing was done. A reply has this shape:\n\n${format.shape}`;
      const read = noteCutOff(response, { kind: 'malformed', problem });
      return { thought: parts, calls: [{ id: 'action', tool: '', read }] };
    }
    const { tool, input } = action.action;
    this.#lastAction = shorten(JSON.stringify({ tool, input }), MOST_ACTION_CHARACTERS);
    if (action.ignored > 0) this.#lastAction += '\nOnly the first action of your reply counts; write one.';
    return {
      thought: parts,
      calls: [{ id: 'action', tool, read: noteCutOff(response, this.#toolbox.read(tool, input)) }],
    };
  }

  #fill(wording: string, values: Readonly<Record<string, string>> = {}): string {
    return fillWording(wording, {
      task: this.#agent.goal.trimEnd(),
      tools: this.#toolbox.descriptions.join('\n'),
      format: textFormatOf(this.scaffold).shape,
      finish: this.#agent.tools.includes('finish') ? this.scaffold.finish : '',
      ...values,
    });
  }
}

/** A call that was cut off by the limit on output reads as malformed; the agent should know the cause. */
function noteCutOff(response: ModelResponse, read: ReadCall): ReadCall {
  if (read.kind !== 'malformed' || response.finishReason !== 'length') return read;
  return { kind: 'malformed', problem: `Your reply was cut off because it was too long. ${read.problem}` };
}

/**
 * The answer with an id on every call that is unique in the answer. Some servers give none, or the same one twice; a provider's own
 * id is kept where it can be.
 */
export function withCallIds(response: ModelResponse): ModelResponse {
  const seen = new Set<string>();
  const toolCalls = response.toolCalls.map((call, index): RequestedToolCall => {
    let id = call.id;
    for (let attempt = index + 1; id === '' || seen.has(id); attempt++) id = `call-${attempt}`;
    seen.add(id);
    return id === call.id ? call : { ...call, id };
  });
  return { ...response, toolCalls };
}
