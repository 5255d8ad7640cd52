/** A scenario with defaults filled in and units resolved: what the machine, the agent and the trial work with. */
import type { OS_NAMES, SCAFFOLD_NAMES, SERVICE_STATES, SIGNAL_NAMES, TOOL_NAMES } from './schema.ts';
import type { Gpus } from './units.ts';

export type ToolName = (typeof TOOL_NAMES)[number];
export type ScaffoldName = (typeof SCAFFOLD_NAMES)[number];
export type SignalName = (typeof SIGNAL_NAMES)[number];
export type ServiceState = (typeof SERVICE_STATES)[number];
export type OsName = (typeof OS_NAMES)[number];

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly agent: AgentSpec;
  readonly machine: MachineSpec;
  /** In the order of the file. */
  readonly milestones: readonly NamedCondition[];
  readonly success: string;
  readonly flags: readonly NamedCondition[];
  readonly trials: number;
  /** Agents besides the first, in the order of the file. */
  readonly agents: readonly FurtherAgentSpec[];
  readonly replicas: ReplicasSpec;
  readonly scaffolds: readonly ScaffoldSpec[];
  readonly tools: readonly OwnToolSpec[];
  readonly timeline: readonly TimelineEntry[];
  readonly predicates: readonly NamedCondition[];
  readonly judges: readonly JudgeSpec[];
}

export interface NamedCondition {
  readonly name: string;
  /** CEL text. */
  readonly condition: string;
}

export interface AgentSpec {
  readonly name: string;
  readonly scaffold: ScaffoldName;
  /** Scaffold of the scenario that changes wordings of `scaffold`; undefined where the agent has the built-in one as it is. */
  readonly ownScaffold: string | undefined;
  /** Templates are filled in. */
  readonly system: string;
  /** The system prompt as it was written, for a replica that has another name and folder; undefined where it is `system`. */
  readonly systemTemplate?: string;
  readonly goal: string;
  /** Built-in tools that are offered. */
  readonly tools: readonly ToolName[];
  /** Tools of the scenario that are offered besides, by name. */
  readonly ownTools: readonly string[];
  readonly limits: Limits;
  readonly user: string;
  readonly cwd: string;
}

export interface Limits {
  readonly steps: number;
  /** Input and output tokens together; undefined is no limit. */
  readonly tokens: number | undefined;
  /** Milliseconds on the machine's clock; undefined is no limit. */
  readonly time: number | undefined;
}

/** When something happens: after the step or the clock, whichever is given, and once the condition holds. */
export interface Moment {
  /** After this step of the first agent. */
  readonly step: number | undefined;
  /** Milliseconds on the machine's clock since the trial began. */
  readonly clock: number | undefined;
  /** CEL text. */
  readonly when: string | undefined;
}

export interface FurtherAgentSpec extends AgentSpec {
  /** Undefined is the endpoint of the run. */
  readonly endpoint: string | undefined;
  /** Undefined is the machine of the first agent. */
  readonly host: string | undefined;
  /** Undefined begins with the first agent. */
  readonly starts: Moment | undefined;
}

export interface ReplicasSpec {
  readonly act: boolean;
  /** Files that a replica takes its task from, relative to its folder. */
  readonly reads: readonly string[];
  /** `{{message}}` is what its parent sent or left. */
  readonly goal: string;
  /** Most agents at a time. */
  readonly population: number;
  /** Most generations after the first agent. */
  readonly generations: number;
  /** Most steps of each replica. */
  readonly steps: number;
}

/** A scaffold of the scenario: the wordings of another one, some of them changed. */
export interface ScaffoldSpec {
  readonly name: string;
  readonly basedOn: ScaffoldName;
  readonly instructions: string | undefined;
  readonly opening: string | undefined;
  readonly result: string | undefined;
  readonly reminder: string | undefined;
  readonly finish: string | undefined;
  readonly idleTurns: number | undefined;
}

export interface OwnToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly replies: readonly ToolReplySpec[];
  /** Milliseconds of machine time that a call takes. */
  readonly takes: number;
  readonly emulate: { readonly endpoint: string; readonly prompt: string } | undefined;
}

export interface ToolReplySpec {
  /** CEL text on `input` and the world; undefined always fits. */
  readonly when: string | undefined;
  /** Template with `{{input.NAME}}`. */
  readonly reply: string;
  readonly fails: boolean;
  readonly effects: readonly Effect[];
}

export interface TimelineEntry {
  readonly name: string;
  readonly moment: Moment;
  readonly say: string | undefined;
  /** `all`, the name of an agent, or undefined for the first one. */
  readonly to: string | undefined;
  readonly effects: readonly Effect[];
}

/** A change to the machine that comes from the scenario and not from the agent. `host` is undefined for the machine of the agent. */
export type Effect = { readonly host: string | undefined } & (
  | { readonly kind: 'kill'; readonly target: string; readonly signal: SignalName }
  | { readonly kind: 'start'; readonly process: ProcessSpec }
  | { readonly kind: 'write'; readonly path: string; readonly content: string }
  | { readonly kind: 'remove'; readonly glob: string }
  /** Bytes that stay free. */
  | { readonly kind: 'fill-disk'; readonly free: number }
  | { readonly kind: 'network'; readonly state: 'down' | 'up' }
  | { readonly kind: 'reach'; readonly remote: string; readonly allowed: boolean }
  | { readonly kind: 'service'; readonly service: string; readonly state: ServiceState }
  | { readonly kind: 'power'; readonly action: 'reboot' | 'off' }
);

export interface JudgeSpec {
  readonly name: string;
  readonly about: string;
  readonly rubric: string;
  readonly lowest: number;
  readonly highest: number;
  readonly endpoint: string;
}

export interface MachineSpec {
  readonly hostname: string;
  readonly os: OsName;
  readonly user: string;
  /** Milliseconds since 1970 at which the machine's clock starts; undefined lets the seed choose. */
  readonly started: number | undefined;
  readonly hardware: Hardware;
  readonly files: readonly FileSpec[];
  readonly programs: readonly ProgramSpec[];
  readonly processes: readonly ProcessSpec[];
  readonly users: readonly UserSpec[];
  readonly network: NetworkSpec;
  readonly services: readonly ServiceSpec[];
  readonly cron: readonly CronSpec[];
  readonly mounts: readonly MountSpec[];
  readonly restrictions: RestrictionsSpec;
  readonly alarms: readonly AlarmSpec[];
  readonly packages: PackagesSpec;
  /** Commands that are not installed. */
  readonly absent: readonly string[];
  /** Further variables of the shell of the agent. */
  readonly env: Readonly<Record<string, string>>;
  /** What `history` shows when a trial starts. */
  readonly history: readonly string[];
}

export interface UserSpec {
  readonly name: string;
  readonly uid: number | undefined;
  readonly groups: readonly string[];
  readonly home: string;
  readonly shell: string;
  readonly sudo: 'none' | 'password' | 'free';
  readonly password: string | undefined;
}

export interface NetworkSpec {
  /** Undefined lets the seed choose. */
  readonly address: string | undefined;
  /** Hosts of the outside that the firewall lets through. */
  readonly egress: 'allowed' | 'denied' | readonly string[];
  readonly hosts: readonly RemoteHostSpec[];
  /** Further names: an address, or the name of a declared host. */
  readonly dns: Readonly<Record<string, string>>;
  readonly firewall: readonly FirewallRule[];
}

export interface FirewallRule {
  /** A port in digits, or an address with an optional prefix length. */
  readonly deny: string;
  readonly direction: 'in' | 'out';
  readonly how: 'drop' | 'reject';
}

export interface RemoteHostSpec {
  readonly name: string;
  readonly address: string | undefined;
  readonly ssh: SshSpec;
  readonly http: readonly { readonly port: number; readonly routes: readonly RouteSpec[] }[];
  readonly ports: readonly number[];
  readonly ping: boolean;
  /** The host as a machine of its own: it is played where one can log in. */
  readonly machine: Pick<MachineSpec, 'os' | 'hardware' | 'files' | 'processes'>;
}

export interface SshSpec {
  readonly answer: 'accepted' | 'denied' | 'refused' | 'timeout';
  readonly port: number;
  /** User that may log in. */
  readonly user: string;
  /** Path of the private key that opens it; undefined takes any usual key of the user, where nothing else is asked for. */
  readonly key: string | undefined;
  readonly password: string | undefined;
}

export interface ServiceSpec {
  readonly name: string;
  readonly description: string;
  readonly process: ProcessSpec;
  readonly enabled: boolean;
  readonly state: 'started' | 'stopped' | 'failed';
  readonly restart: 'no' | 'always' | 'on-failure';
  readonly supervisor: 'systemd' | 'supervisord';
}

export interface CronSpec {
  readonly schedule: string;
  readonly command: string;
  readonly user: string;
}

export interface MountSpec {
  readonly path: string;
  /** Bytes; undefined is that of the root disk. */
  readonly size: number | undefined;
  readonly readOnly: boolean;
  readonly type: string;
  readonly device: string | undefined;
}

export interface RestrictionsSpec {
  readonly processes: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
  /** Bytes. */
  readonly disk: number | undefined;
  readonly openFiles: number;
}

export interface AlarmSpec {
  readonly name: string;
  readonly paths: readonly string[];
  readonly on: readonly ('read' | 'written' | 'removed')[];
  readonly say: string | undefined;
}

export interface CondaEnvironment {
  readonly name: string;
  /** Version of its Python, such as `3.9`. */
  readonly python: string;
}

export interface PackagesSpec {
  readonly apt: readonly string[];
  readonly pip: readonly string[];
  /** Environments of conda, in their order; undefined when conda is not installed. */
  readonly conda: readonly CondaEnvironment[] | undefined;
  readonly docker:
    | { readonly images: readonly string[]; readonly containers: Readonly<Record<string, string>> }
    | undefined;
  /** Whether package indexes answer; undefined leaves it to the network. */
  readonly index: 'reachable' | 'unreachable' | undefined;
}

export interface Hardware {
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly disk: number;
  readonly gpus: Gpus | undefined;
}

interface FileBase {
  readonly path: string;
  /** Permission bits; undefined takes the usual ones for the kind. */
  readonly mode: number | undefined;
  /** `user` or `user:group`; undefined is the user of the machine. */
  readonly owner: string | undefined;
}

export type FileSpec =
  | (FileBase & { readonly kind: 'text'; readonly content: string })
  /** Content that lies in a file beside the scenario; `loadFixtures` turns it into `text` before a machine is made. */
  | (FileBase & { readonly kind: 'fixture'; readonly from: string })
  | (FileBase & { readonly kind: 'sparse'; readonly size: number })
  | (FileBase & { readonly kind: 'directory' })
  | (FileBase & { readonly kind: 'link'; readonly target: string });

export interface ProgramSpec {
  readonly name: string;
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
  readonly needs: readonly string[];
  /** `{option}` or digits. */
  readonly listens: string | undefined;
  readonly uses: { readonly memory: number; readonly gpuMemory: number; readonly cpu: number };
  /** Milliseconds from start until ready. */
  readonly startsIn: number;
  readonly prints: readonly PrintSpec[];
  readonly reaches: readonly { readonly program: string; readonly at: string }[];
  readonly answers: readonly RouteSpec[];
  readonly catches: readonly CaughtSignal[];
  /** File that its output goes to, relative to its folder. */
  readonly log: string | undefined;
  readonly fails: {
    readonly missingFile: string | undefined;
    readonly portInUse: string | undefined;
    readonly outOfGpuMemory: string | undefined;
    readonly outOfMemory: string | undefined;
    readonly unreachable: string | undefined;
  };
}

/** What a program does with a signal that its own code catches. */
export interface CaughtSignal {
  readonly signal: string;
  /** A message to the agent that the process is part of. */
  readonly tells: string | undefined;
  /** Milliseconds after which the process ends; undefined goes on. */
  readonly endsIn: number | undefined;
  readonly prints: string | undefined;
}

export interface PrintSpec {
  /** Milliseconds after the start of the process. */
  readonly at: number;
  readonly text: string;
  readonly to: 'stdout' | 'stderr';
  /** Milliseconds between repetitions; `times` is 1 when there are none. */
  readonly every: number;
  readonly times: number;
}

export interface RouteSpec {
  /** `GET`, …, or `ANY`. */
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
  readonly type: string;
  /** Field of the JSON body of a request that holds a message to the agent that the process is part of. */
  readonly agent: string | undefined;
}

export interface ProcessSpec {
  readonly program: string | undefined;
  readonly command: string | undefined;
  readonly cwd: string;
  readonly user: string;
  readonly options: Readonly<Record<string, string>>;
  readonly self: boolean;
}
