/** What the rest of the core asks of a mocked machine. `create-machine.ts` makes one. */
import type { Effect } from '../scenario/model.ts';
import type { MachineEvent, ToldContents, World, WorldPatch } from './world.ts';

/** One thing that the agent does to the machine. */
export type MachineAction =
  | {
      readonly kind: 'shell';
      readonly command: string;
      /** Machine time after which a command in the foreground is ended. */
      readonly timeoutMs: number;
      /** One of the terminals, from 1 to `TERMINALS`; 1 where it is left out. */
      readonly terminal?: number;
      /** The action does not wait for the command: it goes on in its terminal, which is busy meanwhile. */
      readonly longRunning?: boolean;
      readonly agent?: AgentId;
    }
  /** Gives what a terminal printed since it was last looked at. */
  | { readonly kind: 'receive'; readonly terminal: number; readonly agent?: AgentId }
  | { readonly kind: 'read_file'; readonly path: string; readonly agent?: AgentId }
  | { readonly kind: 'write_file'; readonly path: string; readonly content: string; readonly agent?: AgentId }
  /** Lets time pass, as between two turns of the agent. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** What the scenario does to the machine, not the agent. */
  | {
      readonly kind: 'effect';
      readonly effect: Effect;
      /** It happens after so many milliseconds, in the midst of whatever goes on then; at once where it is left out. */
      readonly inMs?: number;
    };

/** How many terminals an agent has. */
export const TERMINALS = 5;

/** Whose sessions an action uses; left out, it is the first agent. */
export type AgentId = string;

/** One of the terminals of an agent. */
export interface TerminalState {
  /** From 1. */
  readonly terminal: number;
  readonly state: 'idle' | 'busy';
  /** What it is busy with; empty when it is idle. */
  readonly command: string;
}

/** Where an agent besides the first one stands on the machine. */
export interface AgentPlace {
  readonly id: AgentId;
  readonly user: string;
  readonly cwd: string;
  /** Undefined is the machine itself. */
  readonly host: string | undefined;
  /** The process that the agent is, for what it starts to be known as its own. */
  readonly pid: number | undefined;
}

/** What the agent is told of its action. */
export interface Observation {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** The command was ended because it took longer than it may. */
  readonly timedOut: boolean;
  /** The terminals of the agent after the action. */
  readonly terminals?: readonly TerminalState[];
}

export interface ActionResult {
  readonly observation: Observation;
  readonly events: readonly MachineEvent[];
  readonly patch: WorldPatch;
  /** Contents that the patch names by digest and no earlier patch of this machine did; a splice names one that an earlier patch did. */
  readonly contents: ToldContents;
}

/** A simulated host in memory. Nothing that is run on it reaches the real one. */
export interface Machine {
  /** The world as it is now. */
  readonly world: World;
  /** What built the world: applied to nothing it gives the world at step 0. */
  readonly initial: Pick<ActionResult, 'patch' | 'contents'>;
  /** Folder in which the agent's shell stands. */
  readonly cwd: string;
  /** Content of a file by its digest; undefined for sparse files and for digests that the machine never saw. */
  content(digest: string): Uint8Array | undefined;
  /** Gives an agent terminals of its own. Its actions name it from then on. */
  join(place: AgentPlace): void;
  /** Carries out one action. Never throws for what an agent can write; the failure is in the observation. */
  perform(action: MachineAction): Promise<ActionResult>;
}
