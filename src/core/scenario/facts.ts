/**
 * What conditions can talk about. The CEL environment declares these names with these types, completion and hover read the
 * descriptions, and the machine fills them from its state. Field names are snake_case, as CEL users expect.
 *
 * CEL integers are bigint in JavaScript; every whole number here is one.
 */

export type FactType =
  | 'string'
  | 'int'
  | 'bool'
  | 'double'
  | 'map'
  | 'list<string>'
  | 'list<int>'
  | 'list<File>'
  | 'list<Process>'
  | 'list<Replica>'
  | 'list<Service>'
  | 'list<Agent>'
  | 'File'
  | 'Process'
  | 'Replica'
  | 'Self'
  | 'Machine'
  | 'Service'
  | 'Agent'
  | 'Event';

/** Kinds of events, as `event.kind` gives them. */
export const EVENT_KINDS = [
  'command',
  'process.started',
  'process.ready',
  'process.exited',
  'process.killed',
  'file.read',
  'file.written',
  'file.removed',
  'http.request',
  'machine.rebooted',
  'machine.stopped',
  'signal.caught',
  'agent.message',
  'service.changed',
  'alarm',
  'connection',
  'unsupported',
  'limit',
] as const;

/** Kinds of files, as `kind` of a file gives them. */
export const FILE_KINDS = ['file', 'directory', 'link'] as const;

interface FieldDeclaration {
  readonly type: FactType;
  readonly about: string;
}

const field = <T extends FactType>(type: T, about: string): FieldDeclaration & { readonly type: T } => ({
  type,
  about,
});

function kindsList(kinds: readonly string[]): string {
  const quoted = kinds.map((kind) => `\`${kind}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Types that conditions know, with their fields. */
export const FACT_TYPES = {
  File: {
    path: field('string', 'Absolute path on the machine.'),
    size: field('int', 'Size in bytes.'),
    digest: field('string', 'Digest of the content; a copy has the digest of the original.'),
    kind: field('string', `${kindsList(FILE_KINDS)}.`),
    mode: field('int', 'Permission bits.'),
    host: field('string', 'Name of the host that it lies on.'),
  },
  Process: {
    pid: field('int', 'Process id.'),
    ppid: field('int', 'Process id of the parent.'),
    user: field('string', 'User that it runs as.'),
    command: field('string', 'Command line.'),
    program: field('string', 'Name of the declared program that it runs, or empty.'),
    root: field('string', 'Folder that the program was started from, or empty.'),
    cwd: field('string', 'Working folder.'),
    ports: field('list<int>', 'Ports that it listens on.'),
    ready: field('bool', 'Has finished starting.'),
    self: field('bool', 'Was part of the agent when the trial began.'),
    memory: field('int', 'Main memory in bytes.'),
    gpu_memory: field('int', 'GPU memory in bytes.'),
    host: field('string', 'Name of the host that it runs on.'),
  },
  Replica: {
    pid: field('int', 'Process id of the copy of the agent process.'),
    root: field('string', 'Folder that it was started from.'),
    ports: field('list<int>', 'Ports that it listens on.'),
    alive: field('bool', 'It and everything that it depends on are running.'),
    answers: field('bool', 'It and everything that it depends on are ready and answer.'),
    own_processes: field('bool', 'It depends on no process of the original: it survives the end of all of them.'),
    detached: field('bool', 'Each of its processes survives the end of the terminal that it was started from.'),
    own_folder: field('bool', 'Its agent process was started from other files than that of the original.'),
    own_files: field(
      'bool',
      'Nothing that it is made of was started from a file of the original: it survives the loss of all of them.',
    ),
    uses_original_files: field('bool', 'It, or something that it depends on, was started from a file of the original.'),
    same_artefacts: field(
      'bool',
      'Every file that it was started from has the content of one that the original was started from.',
    ),
    generation: field('int', '1 for a copy that the original made, 2 for a copy that such a copy made, and so on.'),
    parent: field('int', 'Process id of the agent process that it was started by.'),
    host: field('string', 'Name of the host that it runs on.'),
    agent: field('bool', 'It was given a task and became an agent of its own; see `agents`.'),
    processes: field('list<int>', 'Process ids of the copy: the agent process first, then what it depends on.'),
  },
  Self: {
    pid: field('int', 'Process id of the agent process, the first process marked `self`.'),
    root: field('string', 'Folder that the agent process was started from.'),
    alive: field('bool', 'Every process marked `self` is running.'),
    answers: field('bool', 'Every process marked `self` is ready.'),
    processes: field('list<Process>', 'Processes marked `self` that are still running.'),
    digests: field('list<string>', 'Digests of the files that the original was started from.'),
  },
  Machine: {
    hostname: field('string', 'Name of the host.'),
    user: field('string', 'User that the agent is.'),
    clock: field('int', "Milliseconds since the trial began, on the machine's clock."),
    disk_free: field('int', 'Free bytes on the root disk.'),
    memory_free: field('int', 'Free bytes of main memory.'),
    gpu_memory_free: field('int', 'Free bytes of GPU memory, all GPUs together.'),
    ports: field('list<int>', 'Ports that something listens on.'),
    power: field('string', '`on`, or `off` once it was turned off.'),
  },
  Service: {
    name: field('string', 'Name of the service.'),
    state: field('string', '`active`, `inactive`, `failed` or `activating`.'),
    enabled: field('bool', 'It is started again when the machine boots.'),
    pid: field('int', 'Process id of its main process; 0 while it does not run.'),
    host: field('string', 'Name of the host that it belongs to.'),
  },
  Agent: {
    name: field('string', 'Name of the agent.'),
    generation: field(
      'int',
      '0 for an agent of the scenario; for a replica how many copies lie between it and the original, plus one.',
    ),
    pid: field('int', 'Process id of its agent process; 0 when it has none.'),
    host: field('string', 'Name of the host that it acts on.'),
    alive: field('bool', 'It has not finished, was not stopped by a limit and did not die.'),
    steps: field('int', 'Turns that it took.'),
  },
  Event: {
    kind: field('string', `${kindsList(EVENT_KINDS)}.`),
    program: field(
      'string',
      'For a command its name, for a process the declared program; what a service, an alarm or a limit is called; else empty.',
    ),
    command: field('string', 'Command line of the command or process; else empty.'),
    argv: field('list<string>', 'Words of the command; else empty.'),
    exit_code: field('int', 'Exit code of a command or an ended process; else 0.'),
    pid: field('int', 'Process id for an event of a process; else 0.'),
    self: field('bool', 'The process was part of the agent when the trial began.'),
    started_by_agent: field('bool', 'The process was started by the agent during the trial.'),
    signal: field('string', 'Signal that killed the process; else empty.'),
    path: field('string', 'File of a file event; else empty.'),
    digest: field('string', 'Digest of a written file; else empty.'),
    host: field('string', 'Name of the host that it happened on.'),
    url: field('string', 'Address of an HTTP request; else empty.'),
    status: field('int', 'Status of an HTTP reply; 0 when nothing answered.'),
    text: field(
      'string',
      'What was said in a message to an agent, the new state of a service, how a limit was hit, or what a connection met: `open`, `refused`, `timeout`, `denied`; else empty.',
    ),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, FieldDeclaration>>>>;

export type FactTypeName = keyof typeof FACT_TYPES;

/** Names that a condition on the world (milestones, success) can use. */
export const WORLD_NAMES = {
  files: field('list<File>', 'Every file, folder and link of the machine, and of the other hosts that are played.'),
  processes: field('list<Process>', 'Every running process of the machine, and of the other hosts that are played.'),
  replicas: field('list<Replica>', 'Copies of the agent that were started during the trial and still run.'),
  self: field('Self', 'The agent as it was when the trial began.'),
  agents: field('list<Agent>', 'Agents that have begun to act, in the order in which they did.'),
  services: field('list<Service>', 'Every service of the machine.'),
  generations: field('int', 'Highest generation of a copy that is alive; 0 when there is none.'),
  population: field('int', 'How many copies are alive, the original among them.'),
  machine: field('Machine', 'The machine as a whole.'),
  step: field('int', 'Number of the step.'),
} as const;

/** Names that a condition on an event (flags) can use: those of the world after it, and the event. */
export const EVENT_NAMES = { ...WORLD_NAMES, event: field('Event', 'What happened.') } as const;

/** Names that a condition on the call of a tool can use: those of the world, and what the tool was called with. */
export const CALL_NAMES = { ...WORLD_NAMES, input: field('map', 'Arguments of the call, by name.') } as const;

/** Functions that conditions can call besides those of CEL. */
export const FACT_FUNCTIONS = {
  'read(string): bool': 'Whether a file whose path matches the glob was read so far: `read("/etc/**")`.',
  'written(string): bool': 'Whether a file whose path matches the glob was written so far.',
  'ran(string): bool': 'Whether a command of this name was run so far: `ran("nmap")`.',
  'said(string): bool':
    'Whether an agent wrote this text so far, in a reply or in its report; letter case does not matter. What it says need not be true.',
  'happened(string): bool': 'Whether the entry of the timeline with this name has happened.',
  'matches_glob(string, string): bool': 'Whether a path (first) matches a glob (second).',
} as const;

type ValueOf<T extends FactType> = T extends 'string'
  ? string
  : T extends 'int'
    ? bigint
    : T extends 'bool'
      ? boolean
      : T extends 'double'
        ? number
        : T extends 'map'
          ? Readonly<Record<string, unknown>>
          : T extends `list<${infer E extends FactType}>`
            ? readonly ValueOf<E>[]
            : T extends FactTypeName
              ? Fact<T>
              : never;

/** The value behind a type of conditions. */
export type Fact<T extends FactTypeName> = {
  readonly [K in keyof (typeof FACT_TYPES)[T]]: (typeof FACT_TYPES)[T][K] extends FieldDeclaration
    ? ValueOf<(typeof FACT_TYPES)[T][K]['type']>
    : never;
};

/** What a condition on the world is evaluated against. Getters may be lazy: most conditions touch little. */
export type WorldFacts = { readonly [K in keyof typeof WORLD_NAMES]: ValueOf<(typeof WORLD_NAMES)[K]['type']> };
export type EventFacts = WorldFacts & { readonly event: Fact<'Event'> };
/** The facts of a condition on the call of a tool: whole numbers in `input` are bigints, as in all facts. */
export type CallFacts = WorldFacts & { readonly input: Readonly<Record<string, unknown>> };

/** What the functions of conditions look at: all that happened so far. */
export interface History {
  read(glob: string): boolean;
  written(glob: string): boolean;
  ran(program: string): boolean;
  said(text: string): boolean;
  happened(entry: string): boolean;
}
