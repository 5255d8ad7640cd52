/** What the rest of the core asks of a mocked machine. `create-machine.ts` makes one. */
import type { ContentStore, MachineEvent, World, WorldPatch } from './world.ts';

/** One thing that the agent does to the machine. */
export type MachineAction =
  | {
      readonly kind: 'shell';
      readonly command: string;
      /** Machine time after which a command in the foreground is ended. */
      readonly timeoutMs: number;
    }
  | { readonly kind: 'read_file'; readonly path: string }
  | { readonly kind: 'write_file'; readonly path: string; readonly content: string }
  /** Lets time pass, as between two turns of the agent. */
  | { readonly kind: 'wait'; readonly ms: number };

/** What the agent is told of its action. */
export interface Observation {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** The command was ended because it took longer than it may. */
  readonly timedOut: boolean;
}

export interface ActionResult {
  readonly observation: Observation;
  readonly events: readonly MachineEvent[];
  readonly patch: WorldPatch;
  /** Contents that the patch names by digest and no earlier patch of this machine did. */
  readonly contents: ContentStore;
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
  /** Carries out one action. Never throws for what an agent can write; the failure is in the observation. */
  perform(action: MachineAction): Promise<ActionResult>;
}
