import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupsOf } from '../../../../src/core/machine/host/accounts.ts';
import { baseFiles, executables } from '../../../../src/core/machine/host/base-files.ts';
import { baseProcesses, loginProcesses } from '../../../../src/core/machine/host/base-processes.ts';
import { hostDetails, hostFacts, startTime } from '../../../../src/core/machine/host/host.ts';
import { OS_NAMES } from '../../../../src/core/scenario/schema.ts';
import { GIB, machineSpec } from '../commands/world.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const specs = fc
  .record({
    os: fc.constantFrom(...OS_NAMES),
    user: fc.constantFrom('root', 'ann', 'www-data', 'ubuntu'),
    started: fc.option(fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }), { nil: undefined }),
    cpus: fc.integer({ min: 1, max: 1024 }),
    disk: fc.integer({ min: 1, max: 20_000 }),
    gpus: fc.option(
      fc.record({
        count: fc.integer({ min: 1, max: 99 }),
        model: fc.constantFrom('A100', 'H100', 'L4', 'RTX 4090', 'Foo 9'),
      }),
      {
        nil: undefined,
      },
    ),
  })
  .map(({ cpus, disk, gpus, ...rest }) =>
    machineSpec({
      ...rest,
      hardware: { cpus, memory: 64 * GIB, disk: disk * GIB, gpus: gpus && { ...gpus, memory: 80 * GIB } },
    }),
  );

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

describe('the facts of a host', () => {
  it('are the same for the same seed, whatever else happens', () => {
    fc.assert(
      fc.property(specs, seeds, (spec, seed) => assert.deepEqual(hostFacts(spec, seed), hostFacts(spec, seed))),
    );
  });

  it('are of one piece', () => {
    fc.assert(
      fc.property(specs, seeds, (spec, seed) => {
        const host = hostFacts(spec, seed);
        const details = hostDetails(host);
        const { sockets, coresPerSocket, threadsPerCore } = details.processor;
        assert.equal(sockets * coresPerSocket * threadsPerCore, spec.hardware.cpus);
        const started = startTime(spec, seed);
        assert.ok(
          details.installedAt < host.bootedAt && host.bootedAt < details.login.at && details.login.at < started,
        );
        assert.ok(started - host.bootedAt > 3 * 86_400_000 && started - host.bootedAt < 36 * 86_400_000);
        assert.match(host.addresses.mac, /^fa:16:3e(:[0-9a-f]{2}){3}$/);
        assert.match(host.addresses.ipv4, /^10(\.\d{1,3}){3}$/);
        assert.notEqual(host.addresses.ipv4, details.gateway);
        assert.match(details.machineId, /^[0-9a-f]{32}$/);
        assert.equal(new Set(host.gpus.map(({ uuid }) => uuid)).size, host.gpus.length);
        assert.equal(new Set(host.gpus.map(({ busId }) => busId)).size, host.gpus.length);
        for (const { busId, uuid } of host.gpus) {
          assert.match(busId, /^00000000:[0-9A-F]{2}:[01][0-9A-F]\.0$/);
          assert.match(uuid, /^GPU-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        }
      }),
    );
  });

  it('know every account that the scenario speaks of', () => {
    fc.assert(
      fc.property(specs, seeds, (spec, seed) => {
        const host = hostFacts(
          {
            ...spec,
            processes: [{ program: undefined, command: 'x', cwd: '/', user: 'svc', options: {}, self: false }],
          },
          seed,
        );
        assert.equal(new Set(host.users.map(({ uid }) => uid)).size, host.users.length);
        assert.equal(new Set(host.users.map(({ name }) => name)).size, host.users.length);
        for (const name of [spec.user, 'root', 'svc'])
          assert.ok(
            host.users.some((user) => user.name === name),
            name,
          );
        assert.equal(host.users.find(({ name }) => name === 'root')?.uid, 0);
        const groups = groupsOf(host);
        assert.equal(new Set(groups.map(({ gid }) => gid)).size, groups.length);
        for (const user of host.users)
          assert.ok(
            groups.some(({ gid }) => gid === user.gid),
            user.name,
          );
      }),
    );
  });

  it('run a kernel that was built before the host started', () => {
    fc.assert(
      fc.property(specs, seeds, (spec, seed) => {
        const host = hostFacts(spec, seed);
        const { kernelBuild } = hostDetails(host);
        const date =
          /\((\d{4}-\d\d-\d\d)\)$/.exec(kernelBuild)?.[1] ?? kernelBuild.replace(/^.*(PREEMPT_DYNAMIC|SMP) /, '');
        const built = Date.parse(date);
        assert.ok(Number.isFinite(built), kernelBuild);
        if (host.bootedAt > Date.UTC(2024, 9, 15))
          assert.ok(built < host.bootedAt, `${kernelBuild} ${new Date(host.bootedAt).toISOString()}`);
      }),
    );
  });
});

describe('the files of a host', () => {
  it('form a tree whose folders come first, and are older than the trial', () => {
    fc.assert(
      fc.property(specs, seeds, (spec, seed) => {
        const host = hostFacts(spec, seed);
        const started = startTime(spec, seed);
        const seen = new Set<string>();
        const users = new Set(host.users.map(({ name }) => name));
        const groups = new Set(groupsOf(host).map(({ name }) => name));
        for (const file of baseFiles(host, spec, seed)) {
          assert.ok(!seen.has(file.path), file.path);
          assert.ok(file.path === '/' || seen.has(parentOf(file.path)), `${file.path} has no folder`);
          assert.ok(!/^\/(bin|sbin|lib)\//.test(file.path), 'links to folders hold no files');
          assert.ok(file.mtime < started, file.path);
          assert.equal(file.kind === 'link', file.target !== undefined, file.path);
          if (file.kind === 'file') assert.ok(file.content !== undefined || (file.size ?? 0) > 0, file.path);
          const [owner = 'root', group = 'root'] = (file.owner ?? 'root:root').split(':');
          assert.ok(users.has(owner) && groups.has(group), `${file.path} ${file.owner}`);
          seen.add(file.path);
        }
        for (const path of [
          '/etc/passwd',
          '/etc/os-release',
          '/etc/hosts',
          '/proc',
          '/tmp',
          '/usr/bin/bash',
          '/var/log',
        ]) {
          assert.ok(seen.has(path), path);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('name the host, its system and its accounts', () => {
    const spec = machineSpec({ hostname: 'node-3', user: 'ann' });
    const host = hostFacts(spec, 3);
    const files = new Map(baseFiles(host, spec, 3).map((file) => [file.path, file]));
    assert.equal(files.get('/etc/hostname')?.content, 'node-3\n');
    assert.match(files.get('/etc/hosts')?.content ?? '', /^127\.0\.1\.1 node-3$/m);
    assert.match(files.get('/usr/lib/os-release')?.content ?? '', /^PRETTY_NAME="Ubuntu 22\.04\.5 LTS"\n/);
    const passwd = files.get('/etc/passwd')?.content ?? '';
    for (const { name, uid, gid, home, shell } of host.users) {
      assert.match(passwd, new RegExp(`^${name}:x:${uid}:${gid}:[^:]*:${home}:${shell}$`, 'm'));
    }
    assert.equal(files.get('/etc/shadow')?.mode, 0o640);
    assert.match(files.get('/etc/shadow')?.content ?? '', /^ann:\$y\$j9T\$.{22}\$.{43}:\d+:0:99999:7:::$/m);
    assert.equal(files.get('/home/ann')?.owner, 'ann:ann');
    assert.equal(files.get('/tmp')?.mode, 0o1777);
  });

  it('leave a small disk to the scenario', () => {
    const size = (disk: number): number => {
      const spec = machineSpec({
        hardware: { cpus: 2, memory: 4 * GIB, disk, gpus: { count: 1, model: 'A100', memory: 80 * GIB } },
      });
      return baseFiles(hostFacts(spec, 1), spec, 1).reduce(
        (sum, file) => sum + (file.size ?? file.content?.length ?? 0),
        0,
      );
    };
    assert.ok(size(10 * GIB) < GIB / 4);
    assert.ok(size(500 * GIB) > 2 * GIB);
  });

  it('tell in the logs what happened before the trial, in order', () => {
    const spec = machineSpec();
    const host = hostFacts(spec, 5);
    const log = baseFiles(host, spec, 5).find(({ path }) => path === '/var/log/auth.log')?.content ?? '';
    const times = log
      .trim()
      .split('\n')
      .map((line) => Date.parse(`${line.slice(0, 15)} 2025 UTC`));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    const { login } = hostDetails(host);
    assert.match(
      log,
      new RegExp(`sshd\\[${login.pid}\\]: Accepted publickey for root from ${login.from} port \\d+ ssh2`),
    );
  });

  it('come with an entry for each program', () => {
    const host = hostFacts(machineSpec(), 1);
    const files = executables(['/usr/bin/ps', '/usr/bin/ps', '/usr/bin/sudo'], host);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['/usr/bin/ps', '/usr/bin/sudo'],
    );
    assert.deepEqual(
      files.map(({ mode }) => mode),
      [0o755, 0o4755],
    );
  });
});

describe('the processes of a host', () => {
  it('descend from the first, started with the host, and listen where they should', () => {
    fc.assert(
      fc.property(specs, seeds, (spec, seed) => {
        const host = hostFacts(spec, seed);
        const base = baseProcesses(host, seed);
        const login = loginProcesses(host, { user: spec.user, cwd: '/srv' }, base);
        const all = [...base, ...login];
        const pids = new Set(all.map(({ pid }) => pid));
        assert.equal(pids.size, all.length);
        for (const process of all) {
          assert.ok(process.ppid === 0 || pids.has(process.ppid), process.command);
          assert.ok(process.startedAt >= host.bootedAt && process.startedAt < startTime(spec, seed), process.command);
          assert.equal(host.users.find(({ uid }) => uid === process.uid)?.name, process.user, process.command);
        }
        const ssh = base.find(({ command }) => command.startsWith('sshd:'));
        assert.deepEqual(
          ssh?.listens.map(({ port }) => port),
          [22, 22],
        );
        const shell = login.at(-1);
        assert.equal(shell?.user, spec.user);
        assert.equal(shell?.cwd, '/srv');
        assert.equal(shell?.tty, 'pts/0');
        assert.equal(
          base.some(({ command }) => command.includes('nvidia-persistenced')),
          host.gpus.length > 0,
        );
      }),
      { numRuns: 50 },
    );
  });
});
