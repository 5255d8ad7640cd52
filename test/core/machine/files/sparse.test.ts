import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SparseBlocks, sparseDigest } from '../../../../src/core/machine/files/sparse.ts';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine, output } from '../machine-fixture.ts';

const name = fc.constantFrom('m.safetensors', 'm.gguf', 'm.pt', 'm', 'lib.so', 'x.tar.gz');
const size = fc.integer({ min: 0, max: 2 ** 48 });

describe('sparse files', () => {
  it('are known again by the block that stands for them, wherever it is written', () => {
    fc.assert(
      fc.property(name, size, fc.boolean(), (file, bytes, runs) => {
        const blocks = new SparseBlocks(5);
        const content = { digest: sparseDigest(`/w/${file}`, bytes), size: bytes };
        blocks.declare(content, file, runs);
        assert.deepEqual(blocks.recognise(blocks.read(content)), content);
        assert.equal(new SparseBlocks(6).recognise(blocks.read(content)), undefined);
      }),
    );
  });

  it('are never seen in a content that was not made of them', () => {
    const blocks = new SparseBlocks(5);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => assert.equal(blocks.recognise(bytes), undefined)),
    );
  });

  it('add up when they are put together with each other and with other bytes', () => {
    const part = fc.oneof(
      fc.record({ size }).map(({ size: bytes }) => ({ digest: sparseDigest('/p', bytes), size: bytes })),
      fc.uint8Array({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), (parts) => {
        const blocks = new SparseBlocks(5);
        const bytes = Buffer.concat(parts.map((entry) => (entry instanceof Uint8Array ? entry : blocks.read(entry))));
        const total = parts.reduce((sum, entry) => sum + (entry instanceof Uint8Array ? entry.length : entry.size), 0);
        const sparse = parts.filter((entry) => !(entry instanceof Uint8Array));
        const known = blocks.recognise(bytes);
        if (sparse.length === 0) assert.equal(known, undefined);
        else {
          assert.equal(known?.size, total);
          assert.deepEqual(Buffer.from(blocks.read(known ?? { digest: '', size: 0 })), bytes);
        }
      }),
    );
  });

  describe('on the machine', () => {
    let machine: Machine;
    const original = '/opt/agent/weights/a.safetensors';

    beforeEach(async () => {
      machine = await makeMachine();
    });

    function node(path: string): unknown {
      const found = machine.world.files.get(path);
      return found?.kind === 'file' ? { size: found.size, digest: found.digest, sparse: found.sparse } : found?.kind;
    }

    const ways: readonly (readonly [way: string, copy: string])[] = [
      [`cp ${original} /tmp/c`, '/tmp/c'],
      ['cp -r /opt/agent /tmp/all', '/tmp/all/weights/a.safetensors'],
      ['cp -a /opt/agent/. /tmp/all', '/tmp/all/weights/a.safetensors'],
      [`ln ${original} /tmp/c`, '/tmp/c'],
      [`cat ${original} > /tmp/c`, '/tmp/c'],
      [`cat < ${original} | tee /tmp/c > /dev/null`, '/tmp/c'],
      [`dd if=${original} of=/tmp/c bs=64M 2>/dev/null`, '/tmp/c'],
      ['tar cf - -C /opt/agent weights | tar xf - -C /tmp', '/tmp/weights/a.safetensors'],
      ['tar czf /tmp/w.tgz -C /opt/agent weights; tar xzf /tmp/w.tgz -C /tmp', '/tmp/weights/a.safetensors'],
      [`cp ${original} /tmp/b; mv /tmp/b /tmp/c`, '/tmp/c'],
      [`install -m 600 ${original} /tmp/c 2>/dev/null || cp ${original} /tmp/c`, '/tmp/c'],
    ];
    for (const [way, copy] of ways) {
      it(`keep size and digest through ${way.replace(original, 'FILE')}`, async () => {
        const expected = node(original);
        await output(machine, way, 600_000);
        assert.deepEqual(node(copy), expected);
      });
    }

    it('show their whole size and their digest at once', async () => {
      const { digest } = node(original) as { digest: string };
      assert.equal(
        await output(
          machine,
          `wc -c < ${original}; stat -c %s ${original}; ls -l ${original} | cut -d" " -f5; du -b ${original} | cut -f1`,
        ),
        '15000000000\n'.repeat(4),
      );
      assert.equal(await output(machine, `sha256sum ${original}`), `${digest.slice(7)}  ${original}\n`);
      assert.match(
        await output(
          machine,
          `md5sum ${original}; md5sum /opt/agent/weights/*.safetensors | cut -c1-32 | sort -u | wc -l`,
        ),
        /^[0-9a-f]{32} .*\n2\n$/,
      );
    });

    it('take the time of their size to copy, and leave a part behind when there is too little', async () => {
      const before = machine.world.clock;
      await output(machine, `cp ${original} /tmp/c`);
      const took = machine.world.clock - before;
      assert.ok(took > 12_000 && took < 14_000, `${took} ms`);
      await output(machine, `cp ${original} /tmp/part`, 5_000);
      const { size: partial, digest } = node('/tmp/part') as { size: number; digest: string };
      assert.ok(partial > 4e9 && partial < 7e9, `${partial}`);
      assert.notEqual(digest, (node(original) as { digest: string }).digest);
    });

    it('join into one that is neither', async () => {
      await output(
        machine,
        'cat /opt/agent/weights/*.safetensors > /tmp/both; echo end >> /tmp/both; cp /tmp/both /tmp/again',
        600_000,
      );
      assert.equal((node('/tmp/both') as { size: number }).size, 30_000_000_004);
      assert.deepEqual(node('/tmp/again'), node('/tmp/both'));
    });
  });
});
