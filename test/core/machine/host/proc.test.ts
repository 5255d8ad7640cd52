import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { memoryFigures } from '../../../../src/core/machine/host/load.ts';
import { procEntries, procFile } from '../../../../src/core/machine/host/proc.ts';
import { testMachine } from '../commands/world.ts';

const machine = testMachine();
const { world, shell } = machine;
const read = (path: string): string => procFile(path, world, shell.pid) ?? '';

/** Names at the start of the lines of a real file of `/proc`; nothing where the tests do not run on Linux. */
function realNames(path: string): ReadonlySet<string> {
  return new Set(
    existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .map((line) => line.replace(/[:\t].*/, '').trim())
      : [],
  );
}

describe('/proc', () => {
  it('lists exactly what can be read', () => {
    const entries = procEntries(world, shell.pid);
    const paths = new Set(entries.map(({ path }) => path));
    assert.equal(paths.size, entries.length);
    for (const entry of entries) {
      assert.ok(entry.path === '/proc' || paths.has(entry.path.slice(0, entry.path.lastIndexOf('/'))), entry.path);
      if (entry.kind === 'file') assert.notEqual(procFile(entry.path, world, shell.pid), undefined, entry.path);
    }
    for (const { pid } of world.processes.values()) assert.ok(paths.has(`/proc/${pid}/status`));
    assert.equal(procFile('/proc/999999/status', world), undefined);
    assert.equal(procFile('/proc/nosuch', world), undefined);
    assert.equal(procFile('/proc/1/__proto__', world), undefined);
    assert.equal(procFile('/proc/constructor', world), undefined);
  });

  it('describes processes as the state has them', () => {
    assert.equal(read('/proc/41201/cmdline'), 'python\0start.py\0--port\x008000\0');
    assert.equal(read('/proc/41201/comm'), 'python\n');
    assert.match(read('/proc/41260/status'), /^Name:\tpython\nUmask:\t0022\nState:\tS \(sleeping\)\nTgid:\t41260\n/);
    assert.match(read('/proc/41260/status'), /^VmRSS:\t18874368 kB$/m);
    assert.equal(read('/proc/self/status'), read(`/proc/${shell.pid}/status`));
    assert.match(read('/proc/1/stat'), /^1 \(systemd\) S 0 1 1 0 -1 /);
    const links = new Map(procEntries(world, shell.pid).map(({ path, target }) => [path, target]));
    assert.equal(links.get('/proc/41201/cwd'), '/opt/agent');
    assert.equal(links.get('/proc/41201/exe'), '/usr/bin/python3.10');
    assert.equal(links.get('/proc/self'), String(shell.pid));
    assert.equal(links.get('/proc/2/exe'), undefined, 'threads of the kernel run no program');
  });

  it('agrees with the other views', async () => {
    const figures = memoryFigures(world);
    assert.match(
      read('/proc/meminfo'),
      new RegExp(
        `^MemTotal: +${figures.total / 1024} kB\nMemFree: +${figures.free / 1024} kB\nMemAvailable: +${figures.available / 1024} kB\n`,
      ),
    );
    assert.equal(read('/proc/uptime').split(' ')[0], ((world.clock - world.host.bootedAt) / 1000).toFixed(2));
    const load = read('/proc/loadavg').split(' ').slice(0, 3).join(', ');
    assert.ok((await machine.run('uptime')).stdout.endsWith(`load average: ${load}\n`));
    assert.equal(read('/proc/cpuinfo').match(/^processor\t: \d+$/gm)?.length, 64);
    assert.equal(
      read('/proc/mounts').split('\n').length - 1,
      (await machine.run('findmnt', '-ln')).stdout.split('\n').length - 1,
    );
    assert.match(read('/proc/net/tcp'), /^ +\d+: 00000000:1F40 00000000:0000 0A /m);
    assert.ok(read('/proc/version').includes(world.host.kernel));
  });

  it('uses the names that the kernel uses', () => {
    for (const path of ['/proc/meminfo', '/proc/self/status', '/proc/cpuinfo']) {
      const real = realNames(path);
      if (real.size === 0) continue;
      const ours = new Set(
        read(path)
          .split('\n')
          .map((line) => line.replace(/[:\t].*/, '').trim())
          .filter(Boolean),
      );
      // Kernels add and drop some names over time.
      const strange = [...ours].filter((name) => !real.has(name));
      assert.ok(strange.length <= 8, `${path}: ${strange.join(', ')}`);
    }
  });
});
