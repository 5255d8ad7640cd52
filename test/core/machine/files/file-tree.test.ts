import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileError } from '../../../../src/core/machine/files/file-error.ts';
import { FileTree } from '../../../../src/core/machine/files/file-tree.ts';
import { hostFacts } from '../../../../src/core/machine/host/host.ts';
import { diskUsage } from '../../../../src/core/machine/resources.ts';
import { MachineState } from '../../../../src/core/machine/state/machine-state.ts';
import { SPEC } from '../machine-fixture.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function emptyState(): MachineState {
  const state = new MachineState(hostFacts(SPEC, 1), 1_700_000_000_000, 1);
  state.setNode('/', { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: 0, inode: 1 });
  return state;
}

function treeOf(state: MachineState, uid = 0): FileTree {
  return new FileTree(state, {
    who: { uid, gid: uid, groups: [] },
    limits: { files: 1_000, contentBytes: 1e6 },
    onLimit: () => undefined,
    self: () => 1,
  });
}

/** What a call gave: its value, or the code of its error. */
function outcome(call: () => unknown): string {
  try {
    return JSON.stringify(call() ?? null);
  } catch (error) {
    assert.ok(error instanceof FileError, String(error));
    return error.code;
  }
}

/** A file system without links, as plainly as it can be written. */
class Model {
  readonly nodes = new Map<string, string | undefined>([['/', undefined]]);

  #parent(path: string): string {
    return path.slice(0, Math.max(1, path.lastIndexOf('/')));
  }

  #isFolder(path: string): boolean {
    return this.nodes.has(path) && this.nodes.get(path) === undefined;
  }

  #onTheWay(path: string): void {
    for (let folder = this.#parent(path); folder !== '/'; folder = this.#parent(folder)) {
      if (this.nodes.has(folder) && !this.#isFolder(folder)) throw new FileError('ENOTDIR', '', path);
    }
    for (let folder = this.#parent(path); folder !== '/'; folder = this.#parent(folder)) {
      if (!this.nodes.has(folder)) throw new FileError('ENOENT', '', path);
    }
  }

  below(path: string): string[] {
    return [...this.nodes.keys()].filter((key) => key.startsWith(path === '/' ? '/' : `${path}/`) && key !== path);
  }

  read(path: string): string {
    this.#onTheWay(path);
    if (!this.nodes.has(path)) throw new FileError('ENOENT', '', path);
    const content = this.nodes.get(path);
    if (content === undefined) throw new FileError('EISDIR', '', path);
    return content;
  }

  write(path: string, content: string, add: boolean): void {
    this.#onTheWay(path);
    if (this.#isFolder(path)) throw new FileError('EISDIR', '', path);
    this.nodes.set(path, (add ? (this.nodes.get(path) ?? '') : '') + content);
  }

  mkdir(path: string): void {
    this.#onTheWay(path);
    if (this.nodes.has(path)) throw new FileError('EEXIST', '', path);
    this.nodes.set(path, undefined);
  }

  remove(path: string, recursive: boolean): void {
    this.#onTheWay(path);
    if (!this.nodes.has(path)) throw new FileError('ENOENT', '', path);
    const below = this.below(path);
    if (below.length > 0 && !recursive) throw new FileError('ENOTEMPTY', '', path);
    for (const key of [...below, path]) this.nodes.delete(key);
  }

  rename(from: string, to: string): void {
    this.#onTheWay(from);
    this.#onTheWay(to);
    if (!this.nodes.has(from)) throw new FileError('ENOENT', '', from);
    if (from === to) return;
    if (to.startsWith(`${from}/`)) throw new FileError('EINVAL', '', from);
    if (this.nodes.has(to)) {
      if (this.#isFolder(to) && !this.#isFolder(from)) throw new FileError('EISDIR', '', to);
      if (!this.#isFolder(to) && this.#isFolder(from)) throw new FileError('ENOTDIR', '', to);
      if (this.below(to).length > 0) throw new FileError('ENOTEMPTY', '', to);
    }
    for (const key of [from, ...this.below(from)].sort()) {
      this.nodes.set(to + key.slice(from.length), this.nodes.get(key));
      this.nodes.delete(key);
    }
  }
}

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`);
const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), path, content: fc.string(), add: fc.boolean() }),
  fc.record({ do: fc.constant('mkdir' as const), path }),
  fc.record({ do: fc.constant('remove' as const), path, recursive: fc.boolean() }),
  fc.record({ do: fc.constant('rename' as const), path, to: path }),
  fc.record({ do: fc.constant('read' as const), path }),
);

describe('the file tree', () => {
  it('does what a plain model of a file system does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const state = emptyState();
        const tree = treeOf(state);
        const model = new Model();
        for (const action of steps) {
          const [done, expected] = ((): readonly [string, string] => {
            switch (action.do) {
              case 'write':
                return [
                  outcome(() => tree[action.add ? 'append' : 'write'](action.path, encoder.encode(action.content))),
                  outcome(() => model.write(action.path, action.content, action.add)),
                ];
              case 'mkdir':
                return [outcome(() => tree.makeFolder(action.path, false)), outcome(() => model.mkdir(action.path))];
              case 'remove':
                return [
                  outcome(() => void tree.remove(action.path, action.recursive)),
                  outcome(() => model.remove(action.path, action.recursive)),
                ];
              case 'rename':
                return [
                  outcome(() => tree.rename(action.path, action.to)),
                  outcome(() => model.rename(action.path, action.to)),
                ];
              case 'read':
                return [outcome(() => decoder.decode(tree.read(action.path))), outcome(() => model.read(action.path))];
            }
          })();
          assert.equal(done, expected, JSON.stringify(action));
        }
        const { files } = state.world;
        assert.deepEqual([...files.keys()].sort(), [...model.nodes.keys()].sort());
        for (const [name, content] of model.nodes) {
          if (content !== undefined) assert.equal(decoder.decode(tree.read(name)), content);
        }
        for (const folder of [...model.nodes.keys()].filter((key) => model.nodes.get(key) === undefined)) {
          const names = model
            .below(folder)
            .map((key) => key.slice(folder === '/' ? 1 : folder.length + 1))
            .filter((name) => !name.includes('/'));
          assert.deepEqual([...tree.list(folder)], names.sort());
        }
        assert.equal(state.tree.used, diskUsage(state.world).used);
      }),
      { numRuns: 300 },
    );
  });

  it('follows links in every part of a path, and not round in circles', () => {
    const state = emptyState();
    const tree = treeOf(state);
    tree.makeFolders('/real/deep');
    tree.write('/real/deep/file', encoder.encode('x'));
    tree.makeLink('real', '/link');
    tree.makeLink('../link/deep', '/real/back');
    tree.makeLink('/loop', '/loop');
    assert.equal(decoder.decode(tree.read('/link/back/file')), 'x');
    assert.equal(tree.resolve('/link/back/../deep/file', 'open'), '/real/deep/file');
    assert.equal(tree.find('/link', false)?.kind, 'link');
    assert.equal(
      outcome(() => tree.read('/loop')),
      'ELOOP',
    );
    tree.write('/link/new', encoder.encode('y'));
    assert.ok(state.world.files.has('/real/new'));
    tree.remove('/link', false);
    assert.ok(state.world.files.has('/real/new'));
  });

  it('lets hard links share what is written, and the room that it takes', () => {
    const state = emptyState();
    const tree = treeOf(state);
    tree.write('/a', encoder.encode('one'));
    tree.makeHardLink('/a', '/b');
    tree.append('/b', encoder.encode(' two'));
    tree.chmod('/a', 0o600);
    assert.equal(decoder.decode(tree.read('/a')), 'one two');
    const { files } = state.world;
    assert.deepEqual(files.get('/a'), files.get('/b'));
    assert.equal(state.tree.linkCount(files.get('/a')?.inode ?? 0), 2);
    assert.equal(state.tree.used, 4096 * 2);
    tree.remove('/a', false);
    assert.equal(decoder.decode(tree.read('/b')), 'one two');
  });

  it('keeps others out of what is not theirs', () => {
    const state = emptyState();
    const [root, user] = [treeOf(state), treeOf(state, 1000)];
    root.makeFolders('/home/user');
    root.chown('/home/user', 1000, 1000);
    root.write('/secret', encoder.encode('s'));
    root.chmod('/secret', 0o600);
    root.makeFolder('/closed', false);
    root.write('/closed/file', encoder.encode('f'));
    root.chmod('/closed', 0o700);
    root.makeFolder('/tmp', false);
    root.chmod('/tmp', 0o1777);
    root.write('/tmp/of-root', encoder.encode('r'));
    assert.deepEqual(
      [
        outcome(() => user.read('/secret')),
        outcome(() => user.write('/secret', encoder.encode('x'))),
        outcome(() => user.append('/secret', encoder.encode('x'))),
        outcome(() => user.read('/closed/file')),
        outcome(() => user.list('/closed')),
        outcome(() => user.write('/new', encoder.encode('x'))),
        outcome(() => user.remove('/secret', false)),
        outcome(() => user.rename('/secret', '/home/user/s')),
        outcome(() => user.chmod('/secret', 0o777)),
        outcome(() => user.chown('/home/user', 0, 0)),
        outcome(() => user.remove('/tmp/of-root', false)),
      ],
      ['EACCES', 'EACCES', 'EACCES', 'EACCES', 'EACCES', 'EACCES', 'EACCES', 'EACCES', 'EPERM', 'EPERM', 'EPERM'],
    );
    user.write('/home/user/own', encoder.encode('mine'));
    user.write('/tmp/own', encoder.encode('mine'));
    assert.equal(state.world.files.get('/home/user/own')?.uid, 1000);
    assert.equal(decoder.decode(root.read('/home/user/own')), 'mine');
  });

  it('shows the processes in /proc and lets nobody write there', () => {
    const state = emptyState();
    const tree = treeOf(state);
    state.setNode('/proc', { kind: 'directory', mode: 0o555, uid: 0, gid: 0, mtime: 0, inode: 2 });
    assert.match(decoder.decode(tree.read('/proc/meminfo')), /^MemTotal:/);
    assert.ok(tree.list('/proc').includes('meminfo'));
    assert.equal(
      outcome(() => tree.write('/proc/meminfo', encoder.encode('x'))),
      'EACCES',
    );
    assert.equal(
      outcome(() => tree.write('/proc/new', encoder.encode('x'))),
      'ENOENT',
    );
    assert.equal(
      outcome(() => tree.remove('/proc/meminfo', false)),
      'EPERM',
    );
  });
});
