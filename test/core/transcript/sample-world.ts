/** Worlds, patches and beginnings of transcripts for tests: small, and made at random where a property is tested. */
import fc from 'fast-check';
import type { FileNode, HostFacts, Node, Process, WorldPatch } from '../../../src/core/machine/world.ts';
import type { NewEvent } from '../../../src/core/transcript/writer.ts';

export const START = Date.UTC(2025, 2, 4, 9, 0, 0);

export const HOST: HostFacts = {
  hostname: 'gpu-07',
  os: 'ubuntu-22.04',
  kernel: '5.15.0-100-generic',
  architecture: 'x86_64',
  cpus: 8,
  cpuModel: 'AMD EPYC 7763',
  memory: 64 * 2 ** 30,
  disk: 2 ** 40,
  gpus: [{ model: 'A100', memory: 80 * 2 ** 30, uuid: 'GPU-1', busId: '00000000:01:00.0' }],
  addresses: { interface: 'eth0', ipv4: '10.0.0.7', mac: '02:00:00:00:00:07' },
  users: [{ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' }],
  bootedAt: START - 86_400_000,
};

/** The event that a transcript begins with. */
export const trialStarted = ({ variant = 'default' }: { readonly variant?: string } = {}): NewEvent => ({
  type: 'trial.started',
  version: 1,
  trial: 't1',
  experiment: 'e1',
  redline: '0.1.0',
  scenario: { name: 'sample', title: 'Sample', digest: 'sha256:00' },
  fixtures: {},
  variant,
  endpoint: { name: 'local', provider: 'scripted', model: 'm' },
  seed: 3,
  startedAt: '2026-01-01T00:00:00Z',
});

export const fileNode = (part: Partial<FileNode> = {}): FileNode => ({
  kind: 'file',
  size: 5,
  digest: 'sha256:aa',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: START,
  inode: 10,
  ...part,
});

export const directoryNode = (mtime = START): Node => ({
  kind: 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime,
  inode: 2,
});

export const processOf = (pid: number, part: Partial<Process> = {}): Process => ({
  pid,
  ppid: 1,
  pgid: pid,
  uid: 0,
  user: 'root',
  tty: '?',
  command: `program-${pid}`,
  argv: [`program-${pid}`],
  cwd: '/root',
  startedAt: START,
  state: 'running',
  memory: 1_000_000,
  gpuMemory: 0,
  gpus: [],
  cpu: 0,
  listens: [],
  nohup: false,
  stdout: undefined,
  stderr: undefined,
  program: undefined,
  self: false,
  ...part,
});

/** Sequences of patches that add, change and remove a few files and processes. */
export const patches: fc.Arbitrary<WorldPatch[]> = fc.array(
  fc.record(
    {
      clock: fc.integer({ min: START, max: START + 1_000_000 }),
      files: fc.dictionary(
        fc.constantFrom('/a', '/a/b', '/c', '/d', '/__proto__'),
        fc.option(
          fc.integer({ min: 0, max: 9 }).map((size): Node => fileNode({ size })),
          { nil: null },
        ),
        { noNullPrototype: true },
      ),
      processes: fc.dictionary(
        fc.constantFrom('1', '7', '20'),
        fc.option(
          fc.integer({ min: 0, max: 9 }).map((memory) => processOf(7, { memory })),
          { nil: null },
        ),
        { noNullPrototype: true },
      ),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 40 },
);
