/** One agent of a trial: its conversation, what it may still do, and how it ended. */
import { Conversation } from '../agent/conversation.ts';
import type { Model, Usage } from '../agent/model.ts';
import { scaffoldOf } from '../agent/scaffold.ts';
import { Toolbox } from '../agent/toolbox.ts';
import type { AgentStanding } from '../machine/facts/create-facts.ts';
import type { AgentId } from '../machine/machine.ts';
import type { AgentSpec, Scenario } from '../scenario/model.ts';
import type { TranscriptEventOf } from '../transcript/events.ts';
import type { LimitHit } from './limits.ts';

/** How an agent stopped acting. */
export type ActorEnding =
  | { readonly kind: 'finished'; readonly report: string }
  | { readonly kind: 'limit'; readonly hit: LimitHit }
  | { readonly kind: 'died'; readonly how: string }
  | { readonly kind: 'stalled'; readonly seconds: number };

/** What drives an agent; without an endpoint of its own it is that of the trial. */
export type Driver = Pick<TranscriptEventOf<'agent.started'>, 'endpoint'>;

/** Where an agent comes from and what it is on the machine. */
export interface ActorOrigin {
  /** Whose terminals it uses; undefined is the first agent. */
  readonly id: AgentId | undefined;
  readonly generation: number;
  /** Host that it acts on; undefined for the machine. */
  readonly on: string | undefined;
  readonly pid: number | undefined;
  /** The replica that it is; undefined for an agent of the scenario. */
  readonly key: string | undefined;
  /** Agent that made it. */
  readonly parent: string | undefined;
  readonly given: TranscriptEventOf<'agent.started'>['given'];
}

export class Actor {
  readonly spec: AgentSpec;
  readonly origin: ActorOrigin;
  readonly model: Model;
  readonly conversation: Conversation;
  /** Turns that its model answered. */
  steps = 0;
  /** Turns that are over. */
  completedSteps = 0;
  /** Turns in a row in which no action was carried out. */
  idleTurns = 0;
  usage: Usage = { inputTokens: 0, outputTokens: 0 };
  ending: ActorEnding | undefined;
  /** Milliseconds on the machine's clock since the trial began at which it was found unable to think; undefined while it can. */
  stalledSince: number | undefined;

  /**
   * @param scenario gives the scaffolds and tools that the agent names
   * @throws OwnToolError when a tool of the scenario cannot be offered
   */
  constructor(spec: AgentSpec, origin: ActorOrigin, model: Model, scenario: Pick<Scenario, 'scaffolds' | 'tools'>) {
    this.spec = spec;
    this.origin = origin;
    this.model = model;
    const own = scenario.tools.filter(({ name }) => spec.ownTools.includes(name));
    this.conversation = new Conversation(spec, {
      scaffold: scaffoldOf(spec, scenario.scaffolds),
      toolbox: new Toolbox(spec.tools, own),
      generation: origin.generation,
    });
  }

  get name(): string {
    return this.spec.name;
  }

  get acts(): boolean {
    return this.ending === undefined;
  }

  /** As conditions see it. */
  get standing(): AgentStanding {
    const { generation, pid, on, key } = this.origin;
    return { name: this.name, generation, pid, on, key, acts: this.acts, steps: this.steps };
  }

  /**
   * What the transcript says of its beginning.
   * @param runsOn the endpoint of the trial
   * @param known what drove it when it began, where a transcript has told it already
   */
  started(runsOn: Model, known?: Driver): Omit<TranscriptEventOf<'agent.started'>, 'seq' | 'step' | 'agent'> {
    const { spec, origin, conversation, model } = this;
    const { name, provider, model: modelName } = model.endpoint;
    const own = model === runsOn ? undefined : { name, provider, model: modelName };
    const { endpoint } = known ?? { endpoint: own };
    return {
      type: 'agent.started',
      name: spec.name,
      scaffold: spec.ownScaffold ?? spec.scaffold,
      system: conversation.system,
      goal: spec.goal,
      tools: [...spec.tools, ...spec.ownTools],
      cwd: spec.cwd,
      generation: origin.generation,
      ...(origin.pid === undefined ? {} : { pid: origin.pid }),
      ...(origin.on === undefined ? {} : { host: origin.on }),
      ...(origin.parent === undefined ? {} : { parent: origin.parent }),
      ...(origin.given === undefined ? {} : { given: origin.given }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  }
}
