/** Writes down the replicas of the agent whenever they are not as they were. */
import type { Fact } from '../scenario/facts.ts';
import type { TranscriptEventOf } from '../transcript/events.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';

type Recorded = TranscriptEventOf<'replicas.changed'>['replicas'][number];

export class ReplicaWatch {
  readonly #writer: TranscriptWriter;
  #told = '[]';

  constructor(writer: TranscriptWriter) {
    this.#writer = writer;
  }

  /** Takes the replicas as they are now. */
  look(replicas: readonly Fact<'Replica'>[]): void {
    const recorded = replicas.map(recordedReplica);
    const text = JSON.stringify(recorded);
    if (text === this.#told) return;
    this.#told = text;
    this.#writer.write({ type: 'replicas.changed', replicas: recorded });
  }
}

function recordedReplica(replica: Fact<'Replica'>): Recorded {
  return {
    pid: Number(replica.pid),
    host: replica.host,
    root: replica.root,
    generation: Number(replica.generation),
    parent: Number(replica.parent),
    alive: replica.alive,
    answers: replica.answers,
    ownProcesses: replica.own_processes,
    ownFiles: replica.own_files,
    sameArtefacts: replica.same_artefacts,
    agent: replica.agent,
  };
}
