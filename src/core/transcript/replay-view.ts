/** What a replay shows of a trial: plain data, made by `ReplayModel`, carried by the messages of the replay. */
import type { Verdict } from './events.ts';

export interface TrialHeader {
  readonly trial: string;
  readonly scenario: string;
  readonly title: string;
  readonly endpoint: string;
  readonly model: string;
  readonly scaffold: string;
  readonly variant: string;
  readonly seed: number;
  readonly goal: string;
  readonly system: string;
  /** The step at which the trial goes on from another one, and what that is called; missing for a trial that is no fork. */
  readonly fork?: { readonly step: number; readonly name: string };
}

/**
 * Where the trial stands: `reading` while its transcript is read for the first time, `running` while it is being written,
 * `interrupted` when its process died before the end.
 */
export type TrialState =
  /** Part of the transcript that is read, from 0 to 1. */
  | { readonly state: 'reading'; readonly done: number }
  | { readonly state: 'running' }
  | { readonly state: 'interrupted'; readonly detail: string }
  | { readonly state: 'ended'; readonly verdict: Verdict; readonly reason: string; readonly report: string };

export type StepMark = { readonly kind: 'milestone' | 'flag' | 'success' | 'limit' | 'error'; readonly name: string };

/** A mark as its step tells of it. */
export type DetailedMark = StepMark & {
  /** What happened, or the condition that was met. */
  readonly detail: string;
  /** The condition taken apart, where the transcript tells it. */
  readonly because?: ConditionPart | undefined;
};

/** A condition, or a part of one, with what it came to. */
export interface ConditionPart {
  readonly text: string;
  readonly value: string;
  readonly parts: readonly ConditionPart[];
}

/** A replica of the agent. */
export interface ReplicaLine {
  readonly pid: number;
  readonly host: string;
  readonly root: string;
  /** 1 for a copy that the original made. */
  readonly generation: number;
  /** Pid of the agent process that started it; 0 when there was none. */
  readonly parent: number;
  readonly alive: boolean;
  readonly answers: boolean;
  readonly ownProcesses: boolean;
  readonly ownFiles: boolean;
  readonly sameArtefacts: boolean;
  /** It was given a task and is an agent of its own. */
  readonly agent: boolean;
}

/** A mark with its step. */
export type TrialMark = StepMark & { readonly step: number };

/** What an analyst wrote on a step. */
export interface StepNote {
  readonly step: number;
  readonly author: string;
  /** Real time, ISO 8601. */
  readonly at: string;
  readonly text: string;
}

/** One line of the list of steps. */
export interface StepLine {
  readonly step: number;
  /** The agent whose turn it was; empty when the step tells of none. */
  readonly agent: string;
  readonly tool: string;
  /** What was done, in one line: the command, the path. */
  readonly summary: string;
  readonly status: 'done' | 'malformed' | 'refused' | 'none';
  readonly exitCode: number | null;
  /** What it changed, in a few words: `+2 files`, `1 process started`. Empty when nothing. */
  readonly effect: string;
  readonly marks: readonly StepMark[];
}

export interface StepDetail {
  readonly step: number;
  readonly thought: readonly { readonly part: string; readonly text: string }[];
  readonly reply: string;
  readonly calls: readonly {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>> | string;
    readonly status: StepLine['status'];
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number | null;
    readonly observation: string;
    /** A second model played the tool. */
    readonly emulated?: boolean;
  }[];
  /** What happened besides: messages, the timeline, agents that come and go, judges. In sentences. */
  readonly happenings?: readonly string[];
  readonly marks: readonly DetailedMark[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  readonly latencyMs: number | undefined;
  readonly retries: number;
  readonly errors: readonly string[];
}

export type Change = 'added' | 'changed' | 'removed';

export interface MachineFile {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  readonly size: number;
  /** Digest that shows a copy for what it is: the path at step 0 with the same digest, if any. */
  readonly copyOf: string | undefined;
  /** Against step 0. */
  readonly sinceStart: Change;
  /** In this very step. */
  readonly now: Change | undefined;
}

export interface MachineProcess {
  /** The host that it runs on; empty for the machine of the agent. */
  readonly host: string;
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly command: string;
  readonly program: string;
  readonly root: string;
  readonly ready: boolean;
  readonly self: boolean;
  /** Ran before the trial began, and is neither part of the agent nor of a program that the scenario declares: the host's own. */
  readonly ofHost: boolean;
  readonly memory: number;
  readonly gpuMemory: number;
  readonly ports: readonly number[];
  readonly now: Change | undefined;
}

/** What the network was used for in a step, and how it stands at its end. `host` is empty for the machine of the agent. */
export interface MachineNetwork {
  /** In the order in which it happened; `trafficOmitted` counts what was left out of a very long list. */
  readonly traffic: readonly {
    readonly host: string;
    /** `GET http://…`, `ssh to 10.0.0.5:22`. */
    readonly what: string;
    /** What it met: a status of HTTP, or a word. */
    readonly outcome: string;
    readonly failed: boolean;
  }[];
  readonly trafficOmitted: number;
  /** Connections that processes hold open. */
  readonly connections: readonly {
    readonly host: string;
    readonly pid: number;
    readonly program: string;
    readonly port: number;
    /** `address:port`. */
    readonly peer: string;
    readonly now: Change | undefined;
  }[];
  readonly interfaces: readonly {
    readonly host: string;
    readonly name: string;
    readonly address: string;
    readonly up: boolean;
    readonly now: Change | undefined;
  }[];
  /** What keeps packets from passing: policies and rules as `iptables -S` prints them, and hosts that cannot be reached. */
  readonly limits: readonly { readonly host: string; readonly text: string; readonly now: Change | undefined }[];
}

export interface MachineView {
  readonly step: number;
  /** Milliseconds since 1970 on the machine's clock, and since the trial began. */
  readonly clock: number;
  readonly elapsedMs: number;
  readonly hostname: string;
  /** Files that differ from step 0, by path; `filesOmitted` counts what was left out of a very long list. */
  readonly files: readonly MachineFile[];
  readonly filesOmitted: number;
  readonly processes: readonly MachineProcess[];
  /** Copies of the agent that were started during the trial and still run. */
  readonly replicas: readonly ReplicaLine[];
  readonly ports: readonly {
    readonly port: number;
    readonly address: string;
    readonly pid: number;
    readonly program: string;
    readonly now: Change | undefined;
  }[];
  readonly network: MachineNetwork;
  readonly resources: {
    readonly memoryUsed: number;
    readonly memory: number;
    readonly gpuMemoryUsed: number;
    readonly gpuMemory: number;
    readonly diskUsed: number;
    readonly disk: number;
  };
}

/** How much of each kind happened in some steps, for the lanes of the timeline. */
export interface TimelineLanes {
  /** Calls that were carried out, and those of them that failed, were refused or not understood. */
  readonly acts: number;
  readonly failed: number;
  /** Changes of files and processes, and connections. */
  readonly files: number;
  readonly processes: number;
  readonly network: number;
  /** Events that happened to the agent: of the timeline, messages, alarms. */
  readonly happened: number;
}

/** A piece of the timeline: the steps from one up to, not including, another. */
export interface TimelineBucket extends TimelineLanes {
  readonly from: number;
  readonly to: number;
  /** Milliseconds since 1970 on the machine's clock, at the end of the last step; 0 when nothing tells it. */
  readonly clock: number;
  /** Turns of each agent, by name. */
  readonly agents: Readonly<Record<string, number>>;
}

/** Kinds of steps; a step is of every kind that fits. */
export type StepKind = 'acted' | 'failed' | 'refused' | 'files' | 'processes' | 'network' | 'happened' | 'marked';

/** What is looked for; what is left empty asks for nothing. All that is given has to fit. */
export interface StepQuery {
  /** Looked for in what the agent thought, did and saw. */
  readonly text: string;
  /** The text is a regular expression. */
  readonly regex: boolean;
  readonly matchCase: boolean;
  /** One of them has to fit. */
  readonly kinds: readonly StepKind[];
  /** Names of milestones and flags; one of them has to fit. */
  readonly marks: readonly string[];
  readonly agent: string;
}

/** A file or a process of the machine that an analyst follows. */
export type ChangingThing = { readonly path: string } | { readonly pid: number };

/** What a replay asks of a transcript. */
export type TranscriptQuestion =
  /** Lines from `from` up to, not including, `to`. */
  | { readonly type: 'want-lines'; readonly from: number; readonly to: number }
  | { readonly type: 'want-lines-of'; readonly steps: readonly number[] }
  | { readonly type: 'want-step'; readonly step: number }
  /** The timeline of the steps from one up to, not including, another, in no more than `most` pieces. */
  | { readonly type: 'want-timeline'; readonly from: number; readonly to: number; readonly most: number }
  /** Look for steps from `from` on. It takes the place of what was looked for before. */
  | { readonly type: 'find'; readonly id: number; readonly query: StepQuery; readonly from: number }
  | { readonly type: 'stop-finding' }
  /** The next step after one that changes a file or a process. */
  | { readonly type: 'want-change'; readonly after: number; readonly of: ChangingThing };

/** What a transcript answers. */
export type TranscriptAnswer =
  /** Answers `want-lines`, with `from` as it was asked. */
  | { readonly type: 'lines'; readonly from: number; readonly lines: readonly StepLine[] }
  /** Answers `want-step`. Every `want-step` is answered with this or with `failed`: the replay asks for one at a time. */
  | { readonly type: 'step'; readonly detail: StepDetail; readonly machine: MachineView }
  /** Answers `want-lines-of`; steps that there are not are left out. */
  | { readonly type: 'lines-of'; readonly lines: readonly StepLine[] }
  /** Answers `want-timeline`, with the range as it was asked. */
  | {
      readonly type: 'timeline';
      readonly from: number;
      readonly to: number;
      readonly buckets: readonly TimelineBucket[];
    }
  /** Answers `find`, piece by piece. `steps` are further ones; all up to `searched` were looked at. */
  | {
      readonly type: 'found';
      readonly id: number;
      readonly steps: readonly number[];
      readonly searched: number;
      readonly done: boolean;
      /** Why the text cannot be looked for. */
      readonly problem?: string;
    }
  /** Answers `want-change`; without a step when nothing changes any more. */
  | { readonly type: 'change'; readonly step: number | undefined }
  | { readonly type: 'failed'; readonly message: string };
