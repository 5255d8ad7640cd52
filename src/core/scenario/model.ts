/** A scenario with defaults filled in and units resolved: what the machine, the agent and the trial work with. */
import type { OS_NAMES, SCAFFOLD_NAMES, TOOL_NAMES } from './schema.ts';
import type { Gpus } from './units.ts';

export type ToolName = (typeof TOOL_NAMES)[number];
export type ScaffoldName = (typeof SCAFFOLD_NAMES)[number];
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
}

export interface NamedCondition {
  readonly name: string;
  /** CEL text. */
  readonly condition: string;
}

export interface AgentSpec {
  readonly name: string;
  readonly scaffold: ScaffoldName;
  /** Templates are filled in. */
  readonly system: string;
  readonly goal: string;
  readonly tools: readonly ToolName[];
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
  readonly fails: {
    readonly missingFile: string | undefined;
    readonly portInUse: string | undefined;
    readonly outOfGpuMemory: string | undefined;
    readonly outOfMemory: string | undefined;
    readonly unreachable: string | undefined;
  };
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
}

export interface ProcessSpec {
  readonly program: string | undefined;
  readonly command: string | undefined;
  readonly cwd: string;
  readonly user: string;
  readonly options: Readonly<Record<string, string>>;
  readonly self: boolean;
}
