/**
 * The one state that every command of the machine is a view of, or a change to. It is plain data: a patch can carry it, a
 * transcript can store it, and a fold of patches gives it back.
 */

/**
 * A content that is told by what is different from one that was told before: `deleted` bytes from `offset` on are gone, and `inserted`
 * stands in their place.
 */
export interface ContentSplice {
  /** Digest of the content that was told before. */
  readonly base: string;
  readonly offset: number;
  readonly deleted: number;
  readonly inserted: Uint8Array;
}

/** A content as it is told: whole, or by a splice. */
export type ToldContent = Uint8Array | ContentSplice;

/** Contents of files by digest. A sparse file has a digest and no content. */
export type ToldContents = ReadonlyMap<string, ToldContent>;

interface NodeBase {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970 on the machine's clock. */
  readonly mtime: number;
  /** Inode number; hard links share it. */
  readonly inode: number;
}

export interface FileNode extends NodeBase {
  readonly kind: 'file';
  /** Bytes. */
  readonly size: number;
  /** `sha256:` and the hex digest of the content; of a sparse file, the digest it was given. */
  readonly digest: string;
  /** A sparse file has a size and a digest but no bytes. */
  readonly sparse?: true;
}
export interface DirectoryNode extends NodeBase {
  readonly kind: 'directory';
}
export interface LinkNode extends NodeBase {
  readonly kind: 'link';
  readonly target: string;
}
/** A node never changes; a write replaces it. */
export type Node = FileNode | DirectoryNode | LinkNode;

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0`, `127.0.0.1` or an address of the machine. */
  readonly address: string;
  readonly port: number;
}

/** A connection over TCP that stays open for a while, such as that of a login. */
export interface OpenConnection {
  /** The own port. */
  readonly port: number;
  readonly peer: { readonly address: string; readonly port: number };
}

/** A file that a process was started from. */
export interface Artefact {
  readonly path: string;
  readonly digest: string;
}

/** One process. Like a node of the file system it never changes; a change replaces it. */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  /** Process group, as job control sees it. */
  readonly pgid: number;
  readonly uid: number;
  readonly user: string;
  /** Controlling terminal as `ps` prints it: `?` or `pts/0`. */
  readonly tty: string;
  /** Command line as `ps` prints it. */
  readonly command: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Milliseconds since 1970 on the machine's clock. */
  readonly startedAt: number;
  readonly state: 'running' | 'sleeping' | 'stopped' | 'zombie';
  /** Bytes. */
  readonly memory: number;
  readonly gpuMemory: number;
  /** Index of each GPU that it uses. */
  readonly gpus: readonly number[];
  /** Per cent of one processor. */
  readonly cpu: number;
  readonly listens: readonly Listener[];
  /** Connections that it holds open to other hosts; missing when there are none. */
  readonly connections?: readonly OpenConnection[];
  /** Survives the end of its terminal. */
  readonly nohup: boolean;
  /** Where output goes: a path on the machine, or undefined for the terminal. */
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  /** Set for a process that runs a declared program. */
  readonly program: RunningProgram | undefined;
  /** Part of the agent as it was when the trial began. */
  readonly self: boolean;
  /** The agent whose action started it, by the pid of its agent process; undefined for the first agent and for the machine itself. */
  readonly startedFor?: number;
  /** Nice value that somebody gave it; missing where nobody did. */
  readonly nice?: number;
}

export interface RunningProgram {
  readonly name: string;
  /** Folder that the program was started from; relative needs were found there. */
  readonly root: string;
  readonly options: Readonly<Record<string, string>>;
  readonly artefacts: readonly Artefact[];
  /** When it is ready, in milliseconds since 1970; it listens from then on. */
  readonly readyAt: number;
  readonly ready: boolean;
  /** Lines of its start-up output that were printed. */
  readonly printed: number;
  /** Processes that answered when it started, by pid: what it depends on. */
  readonly reached: readonly number[];
}

/** What stays the same for a whole trial. */
export interface HostFacts {
  readonly hostname: string;
  readonly os: 'ubuntu-22.04' | 'ubuntu-24.04' | 'debian-12';
  readonly kernel: string;
  readonly architecture: 'x86_64';
  readonly cpus: number;
  readonly cpuModel: string;
  /** Bytes. */
  readonly memory: number;
  readonly disk: number;
  readonly gpus: readonly GpuFacts[];
  readonly addresses: { readonly interface: string; readonly ipv4: string; readonly mac: string };
  readonly users: readonly {
    readonly name: string;
    readonly uid: number;
    readonly gid: number;
    readonly home: string;
    readonly shell: string;
  }[];
  /** Groups as `/etc/group` has them; missing where they follow from the accounts. */
  readonly groups?: readonly { readonly name: string; readonly gid: number; readonly members: readonly string[] }[];
  /** Milliseconds since 1970. */
  readonly bootedAt: number;
  /** What else the tools of the machine print; `hostDetails` gives usual values when it is missing. */
  readonly details?: HostDetails;
}

/** What identifies a host besides its name: none of it changes what can be done with the machine. */
export interface HostDetails {
  /** 32 hexadecimal digits. */
  readonly machineId: string;
  readonly bootId: string;
  /** What `uname -v` prints. */
  readonly kernelBuild: string;
  readonly processor: ProcessorFacts;
  readonly gateway: string;
  /** Length of the network's prefix: 24. */
  readonly prefix: number;
  /** Device of the root disk: `/dev/vda1`. */
  readonly rootDevice: string;
  readonly rootUuid: string;
  /** Version of the NVIDIA driver and of the CUDA that it offers. */
  readonly driver: string;
  readonly cuda: string;
  /** Milliseconds since 1970 at which the system was installed. */
  readonly installedAt: number;
  /**
   * The terminal that the shell runs in: where it comes from and since when, in milliseconds since 1970, and the pid of the first
   * process that belongs to it.
   */
  readonly login: { readonly user: string; readonly from: string; readonly at: number; readonly pid: number };
  /** Earlier times that the host ran, oldest first; missing when it did not start anew in the trial. */
  readonly past?: readonly PastBoot[];
  /** File systems besides the usual ones; missing when there are none. */
  readonly mounts?: readonly ExtraMount[];
  /** Settings of the kernel that were changed, by name; missing when none was. */
  readonly kernelSettings?: Readonly<Record<string, string>>;
}

/** A file system that is mounted besides the usual ones. */
export interface ExtraMount {
  readonly path: string;
  readonly source: string;
  readonly type: string;
  readonly readOnly: boolean;
  /** Bytes; undefined for a part of the root disk that is mounted once more. */
  readonly size: number | undefined;
}

/** A time that the host ran, from its start to its end. */
export interface PastBoot {
  /** Milliseconds since 1970. */
  readonly bootedAt: number;
  readonly bootId: string;
  readonly stoppedAt: number;
  /** Newest first. */
  readonly logins: readonly PastLogin[];
}

export interface PastLogin {
  readonly user: string;
  /** Terminal. */
  readonly line: string;
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly until: number;
}

export interface ProcessorFacts {
  readonly vendor: 'GenuineIntel' | 'AuthenticAMD';
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
  readonly mhz: number;
  readonly sockets: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
  /** KiB of each core, and of each socket for the third level. */
  readonly l1d: number;
  readonly l1i: number;
  readonly l2: number;
  readonly l3: number;
}

export interface GpuFacts {
  readonly model: string;
  /** Bytes. */
  readonly memory: number;
  readonly uuid: string;
  readonly busId: string;
}

export interface World {
  /** Milliseconds since 1970 on the machine's clock. */
  readonly clock: number;
  readonly host: HostFacts;
  /** Every file, folder and link by absolute path. */
  readonly files: ReadonlyMap<string, Node>;
  readonly processes: ReadonlyMap<number, Process>;
  /** Other hosts that are played as machines, by name; missing when there are none. They share the clock. */
  readonly hosts?: ReadonlyMap<string, HostWorld>;
  /** Services, by name; missing when none are played. */
  readonly services?: ReadonlyMap<string, Service>;
  readonly power?: 'on' | 'off';
  /** How the network of the host is set up; missing as long as it is as every host has it. */
  readonly network?: NetworkState;
}

/** Another host of the network. */
export type HostWorld = Pick<World, 'host' | 'files' | 'processes' | 'services' | 'network'>;

/** What decides, on a host, which packets come and go. A change replaces it. */
export interface NetworkState {
  /** Names of interfaces that are down. */
  readonly down: readonly string[];
  readonly policies: Readonly<Record<FilterChain, FilterPolicy>>;
  /** In the order in which they are looked at; the first that fits decides. */
  readonly rules: readonly FilterRule[];
  /** Hosts that cannot be reached, by name or address, whatever the rules say: the network between breaks off. */
  readonly unreachable: readonly string[];
}

export type FilterChain = 'INPUT' | 'FORWARD' | 'OUTPUT';
export type FilterPolicy = 'ACCEPT' | 'DROP';

/** A rule of the packet filter. What is undefined fits everything. */
export interface FilterRule {
  readonly chain: FilterChain;
  readonly target: FilterPolicy | 'REJECT';
  readonly protocol: 'tcp' | 'udp' | 'icmp' | undefined;
  /** Address with an optional prefix length. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
  /** Port, or ports as `8000:8010`. */
  readonly port: string | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
  /** Fits only packets that belong to a connection, and so none that opens one. */
  readonly established: boolean;
}

/** A service as its supervisor knows it. Like a process it never changes; a change replaces it. */
export interface Service {
  readonly name: string;
  readonly supervisor: 'systemd' | 'supervisord';
  readonly enabled: boolean;
  readonly state: 'active' | 'inactive' | 'failed' | 'activating';
  /** Main process; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Milliseconds since 1970 at which the state was entered. */
  readonly since: number;
  /** Exit code of its last process; undefined when it never ended. */
  readonly exitCode: number | undefined;
}

/**
 * What one action changed. Applied to the world before it, it gives the world after it. Values are whole: a changed process is
 * stored as it is now, a removed one as null.
 */
export interface WorldPatch {
  readonly clock?: number;
  /** Only in the first patch of a trial, which builds the world from nothing, and after a reboot. */
  readonly host?: HostFacts;
  readonly files?: Readonly<Record<string, Node | null>>;
  readonly processes?: Readonly<Record<string, Process | null>>;
  readonly services?: Readonly<Record<string, Service | null>>;
  readonly network?: NetworkState;
  /** Changes of other hosts, by name; the first one describes the host. */
  readonly hosts?: Readonly<Record<string, Omit<WorldPatch, 'hosts' | 'clock' | 'power'>>>;
  readonly power?: 'on' | 'off';
}

/**
 * Something that happened on the machine, in the order in which it happened. Conditions see it as `event`. `on` names the host where
 * it happened; it is missing for the machine itself.
 */
export type MachineEvent = { readonly on?: string } & MachineHappening;

export type MachineHappening =
  | { readonly kind: 'command'; readonly program: string; readonly argv: readonly string[]; readonly exitCode: number }
  | { readonly kind: 'process.started'; readonly pid: number; readonly program: string; readonly command: string }
  | { readonly kind: 'process.ready'; readonly pid: number; readonly program: string; readonly command: string }
  | {
      readonly kind: 'process.exited';
      readonly pid: number;
      readonly program: string;
      readonly command: string;
      readonly exitCode: number;
      readonly reason: string;
      readonly self: boolean;
    }
  | {
      readonly kind: 'process.killed';
      readonly pid: number;
      readonly program: string;
      readonly command: string;
      readonly signal: string;
      readonly self: boolean;
      readonly startedByAgent: boolean;
    }
  | { readonly kind: 'file.read'; readonly path: string }
  | { readonly kind: 'file.written'; readonly path: string; readonly digest: string }
  | { readonly kind: 'file.removed'; readonly path: string }
  | { readonly kind: 'http.request'; readonly method: string; readonly url: string; readonly status: number }
  | { readonly kind: 'machine.rebooted' }
  | { readonly kind: 'machine.stopped' }
  /** A process caught a signal instead of ending. */
  | {
      readonly kind: 'signal.caught';
      readonly pid: number;
      readonly program: string;
      readonly signal: string;
      readonly self: boolean;
    }
  /** Something was said to the agent that a process is part of: over its chat interface, or by its own code. */
  | { readonly kind: 'agent.message'; readonly pid: number; readonly from: number | undefined; readonly text: string }
  | {
      readonly kind: 'service.changed';
      readonly service: string;
      readonly state: Service['state'];
      readonly exitCode: number;
    }
  | { readonly kind: 'alarm'; readonly alarm: string; readonly path: string; readonly say: string | undefined }
  /** A connection that is not HTTP: ssh, scp, nc, a scan. `outcome` is what it met. */
  | {
      readonly kind: 'connection';
      readonly protocol: string;
      readonly host: string;
      readonly port: number;
      readonly outcome: 'open' | 'refused' | 'timeout' | 'denied' | 'no-such-host';
    }
  /** The agent used something that the machine does not play. The analyst should know; the agent saw a plausible failure. */
  | { readonly kind: 'unsupported'; readonly command: string }
  | { readonly kind: 'limit'; readonly limit: string; readonly detail: string };
