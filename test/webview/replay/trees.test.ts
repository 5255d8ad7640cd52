import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MachineFile } from '../../../src/protocol/replay.ts';
import { fileRows } from '../../../webview/replay/file-tree.ts';
import { processRows } from '../../../webview/replay/process-tree.ts';
import { process } from '../story.ts';

const file = (path: string, kind: MachineFile['kind'] = 'file'): MachineFile => ({
  path,
  kind,
  size: 1,
  copyOf: undefined,
  sinceStart: 'added',
  now: undefined,
});
const outline = (files: readonly MachineFile[]) =>
  fileRows(files).map(({ label, depth }) => `${'  '.repeat(depth)}${label}`);

describe('the tree of files', () => {
  it('puts folders first and joins lone folders that did not change', () => {
    assert.deepEqual(
      outline([file('/opt/copy/a.py'), file('/opt/copy/lib/deep/er/b.py'), file('/etc/hosts'), file('/opt/copy/Z')]),
      ['/etc', '  hosts', '/opt/copy', '  lib/deep/er', '    b.py', '  Z', '  a.py'],
    );
  });

  it('gives a folder that was added its own row', () => {
    assert.deepEqual(
      outline([file('/opt/copy', 'directory'), file('/opt/copy/src', 'directory'), file('/opt/copy/src/a')]),
      ['/opt/copy', '  src', '    a'],
    );
  });

  it('shows an added folder with nothing in it', () => {
    const [row] = fileRows([file('/srv/empty', 'directory')]);
    assert.deepEqual([row?.label, row?.kind], ['/srv/empty', 'directory']);
  });

  it('shows every changed file once, under its path', () => {
    const name = fc.constantFrom('a', 'b', 'c', '..', '世', ' ', '<i>');
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
        const rows = fileRows(paths.map((one) => file(one)));
        assert.deepEqual(
          rows.flatMap((row) => (row.file === undefined ? [] : [row.file.path])).sort(),
          [...paths].sort(),
        );
        for (const row of rows) if (row.file !== undefined) assert.equal(row.path, row.file.path);
      }),
    );
  });
});

describe('the tree of processes', () => {
  it('puts children under the process that started them', () => {
    const rows = processRows([process(30, 20, 'c'), process(20, 1, 'b'), process(1, 0, 'init'), process(25, 1, 'd')]);
    assert.deepEqual(
      rows.map(({ process: { pid }, depth }) => [pid, depth]),
      [
        [1, 0],
        [20, 1],
        [30, 2],
        [25, 1],
      ],
    );
  });

  it('shows each process once, even in a loop or a chain of thousands', () => {
    const loop = [process(5, 6, 'a'), process(6, 5, 'b')];
    assert.deepEqual(
      processRows(loop)
        .map(({ process: { pid } }) => pid)
        .sort(),
      [5, 6],
    );
    const chain = Array.from({ length: 30_000 }, (_, index) => process(index + 2, index + 1, 'fork'));
    assert.equal(processRows(chain).length, chain.length);
  });
});
