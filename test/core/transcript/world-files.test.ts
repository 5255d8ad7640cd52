import assert from 'node:assert/strict';
import { foldPatches } from '../../../src/core/machine/fold.ts';
import type { Node } from '../../../src/core/machine/world.ts';
import { namesIn, nodeAt } from '../../../src/core/transcript/world-files.ts';
import { directoryNode, fileNode, HOST, START } from './sample-world.ts';

const link = (target: string): Node => ({ kind: 'link', target, mode: 0o777, uid: 0, gid: 0, mtime: START, inode: 5 });
const WORLD = foldPatches(undefined, [
  {
    clock: START,
    host: HOST,
    files: {
      '/': directoryNode(),
      '/opt': directoryNode(),
      '/opt/b.txt': fileNode({ size: 3 }),
      '/opt/a': directoryNode(),
      '/opt/a/deep': fileNode(),
      '/bin': link('opt/a'),
      '/opt/up': link('../opt/b.txt'),
      '/round': link('/about'),
      '/about': link('/round'),
      '/gone': link('/nowhere'),
    },
  },
]);

describe('the files of a world', () => {
  it('are found by their path, through links', () => {
    assert.equal(nodeAt(WORLD, '/opt/b.txt')?.node.kind, 'file');
    assert.equal(nodeAt(WORLD, '/bin/deep')?.path, '/opt/a/deep');
    assert.equal(nodeAt(WORLD, '/opt/up')?.path, '/opt/b.txt');
    assert.equal(nodeAt(WORLD, '/opt/./a/../b.txt')?.path, '/opt/b.txt');
    assert.equal(nodeAt(WORLD, '/')?.node.kind, 'directory');
    for (const path of ['/none', '/round', '/gone', '/opt/b.txt/x']) assert.equal(nodeAt(WORLD, path), undefined, path);
  });

  it('are listed a folder at a time, in order', () => {
    assert.deepEqual(
      namesIn(WORLD, '/opt')?.map(([name]) => name),
      ['a', 'b.txt', 'up'],
    );
    assert.deepEqual(
      namesIn(WORLD, '/')?.map(([name]) => name),
      ['about', 'bin', 'gone', 'opt', 'round'],
    );
    assert.deepEqual(
      namesIn(WORLD, '/bin')?.map(([name]) => name),
      ['deep'],
    );
    assert.equal(namesIn(WORLD, '/opt/b.txt'), undefined);
    assert.equal(namesIn(WORLD, '/none'), undefined);
  });
});
