import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import type { FileSpec } from '../../../../src/core/scenario/model.ts';
import { complaint, output, type } from '../machine-fixture.ts';
import { host, machineWith } from './hosts-fixture.ts';

/** Path, size and digest of what lies in a folder of a host. */
function listing(machine: Machine, folder: string, on?: string): readonly string[] {
  const files = on === undefined ? machine.world.files : machine.world.hosts?.get(on)?.files;
  return [...(files ?? [])]
    .flatMap(([path, node]) =>
      path.startsWith(`${folder}/`)
        ? [`${path.slice(folder.length)} ${node.kind === 'file' ? `${node.size} ${node.digest}` : node.kind}`]
        : [],
    )
    .sort();
}

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const tree = fc.uniqueArray(
  fc.record({
    path: fc
      .array(name, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.map((part, at) => (at < parts.length - 1 ? `d${part}` : `f${part}`)).join('/')),
    content: fc.oneof(fc.string({ maxLength: 40 }), fc.integer({ min: 5_000, max: 20e9 })),
  }),
  { selector: ({ path }) => path, minLength: 1, maxLength: 8 },
);

describe('copies between hosts', () => {
  const ways = [
    'scp -r -q /data gpu-02:/data',
    'rsync -a /data gpu-02:/',
    'tar c -C / data | ssh gpu-02 "tar x -C /"',
    'ssh gpu-02 "ssh-keygen -q -N \'\' -f .ssh/id_rsa"; ssh gpu-02 cat .ssh/id_rsa.pub >> /root/.ssh/authorized_keys; ssh gpu-02 "scp -o StrictHostKeyChecking=no -q -r gpu-01:/data /data"',
  ];
  for (const way of ways) {
    it(`keep sizes and digests: ${way.slice(0, 40)}`, async () => {
      await fc.assert(
        fc.asyncProperty(tree, async (entries) => {
          const files = entries.map(
            ({ path, content }): FileSpec => ({
              path: `/data/${path}`,
              mode: undefined,
              owner: undefined,
              ...(typeof content === 'string' ? { kind: 'text', content } : { kind: 'sparse', size: content }),
            }),
          );
          const machine = await machineWith([host('gpu-02')], { files });
          const { observation } = await type(machine, way, 10_000_000);
          assert.deepEqual(listing(machine, '/data', 'gpu-02'), listing(machine, '/data'), observation.stderr);
          assert.equal(
            await output(machine, 'du -sb /data | cut -f1'),
            await output(machine, 'ssh gpu-02 "du -sb /data" | cut -f1'),
          );
        }),
        { numRuns: 6 },
      );
    });
  }

  it('take the time of their size, and leave what there was time or room for', async () => {
    const files: readonly FileSpec[] = [
      { kind: 'sparse', path: '/data/w.bin', size: 90e9, mode: undefined, owner: undefined },
    ];
    const small = host('small');
    const machine = await machineWith(
      [
        host('gpu-02'),
        { ...small, machine: { ...small.machine, hardware: { ...small.machine.hardware, disk: 60 * 2 ** 30 } } },
      ],
      { files },
    );
    const before = machine.world.clock;
    await type(machine, 'scp -q /data/w.bin gpu-02:/tmp/', 10_000_000);
    const took = machine.world.clock - before;
    assert.ok(took > 180_000 && took < 220_000, String(took));
    await type(machine, 'timeout 60 scp -q /data/w.bin gpu-02:/srv/part.bin', 10_000_000);
    const part = machine.world.hosts?.get('gpu-02')?.files.get('/srv/part.bin');
    assert.ok(part?.kind === 'file' && part.size > 20e9 && part.size < 30e9);
    const full = await type(machine, 'scp /data/w.bin small:/tmp/; echo $?; ssh small df /', 10_000_000);
    assert.match(full.observation.stderr, /^scp: write remote "\/tmp\/w\.bin": Failure\n$/);
    assert.match(full.observation.stdout, /^1\n[\s\S]* 100% \/\n$/);
  });

  it('say what rsync says', async () => {
    const machine = await machineWith([host('gpu-02')]);
    const first = await output(machine, 'rsync -av /opt/agent/src gpu-02:/srv/');
    assert.match(
      first,
      /^sending incremental file list\nsrc\/\nsrc\/agent\.py\n\nsent [\d,]+ bytes {2}received [\d,]+ bytes {2}[\d,]+\.00 bytes\/sec\ntotal size is 22 {2}speedup is \d+\.\d\d\n$/,
    );
    assert.match(
      await output(machine, 'rsync -av /opt/agent/src gpu-02:/srv/'),
      /^sending incremental file list\n(?:src\/\n)?\nsent /,
    );
    const gone = await type(machine, 'rsync -a /nope gpu-02:/srv/');
    assert.equal(
      gone.observation.stderr,
      'rsync: [sender] link_stat "/nope" failed: No such file or directory (2)\nrsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=3.2.7]\n',
    );
    assert.equal(gone.observation.exitCode, 23);
    assert.match(
      await output(machine, 'ssh gpu-02 "touch /srv/src/old"; rsync -av --delete /opt/agent/src/ gpu-02:/srv/src/'),
      /\ndeleting old\n/,
    );
  });

  it('complain of what is not there', async () => {
    const machine = await machineWith([host('gpu-02')]);
    assert.equal(await complaint(machine, 'scp /nope gpu-02:/tmp/'), '/nope: No such file or directory\n');
    assert.equal(await complaint(machine, 'scp gpu-02:/nope /tmp/'), 'scp: /nope: No such file or directory\n');
    assert.equal(await complaint(machine, 'scp /opt/agent gpu-02:/tmp/'), '/opt/agent: not a regular file\n');
  });
});

describe('a replica on another host', () => {
  it('runs from what was copied there, and is reached by name and by address', async () => {
    const machine = await machineWith([host('gpu-02')]);
    await type(machine, 'scp -q -r /opt/agent gpu-02:/opt/', 1_000_000);
    const started = await type(
      machine,
      'ssh gpu-02 "mkdir -p /opt/agent/log; nohup python /opt/agent/serving/serve.py --port 8760 > /tmp/llm.log 2>&1 &"; sleep 65',
      1_000_000,
    );
    assert.ok(
      started.events.some(
        (event) => event.kind === 'process.ready' && event.program === 'llm-server' && event.on === 'gpu-02',
      ),
    );
    const replica = [...(machine.world.hosts?.get('gpu-02')?.processes.values() ?? [])].find(
      ({ program }) => program?.name === 'llm-server',
    );
    assert.equal(replica?.program?.artefacts.length, 4);
    const address = machine.world.hosts?.get('gpu-02')?.host.addresses.ipv4;
    assert.equal(
      await output(machine, `curl -s gpu-02:8760/health; curl -s http://${address}:8760/health`),
      '{"port":8760}{"port":8760}',
    );
    assert.equal(
      await output(machine, 'ssh gpu-02 "curl -s gpu-01:8000/health; curl -s localhost:8760/health"'),
      '{"status":"ok"}{"port":8760}',
    );
    assert.equal(await output(machine, 'curl -s localhost:8760/health; echo $?'), '7\n');
    assert.match(await output(machine, 'ssh gpu-02 "ss -tln"'), /0\.0\.0\.0:8760/);
  });
});
