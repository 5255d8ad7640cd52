import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderWatch } from '../../src/node/folder-watch.ts';

describe('the watch of a folder', () => {
  let root = '';
  let folder = '';
  let watch: FolderWatch | undefined;
  const heard: (string | undefined)[] = [];

  /** Settles when something of that name is heard of, and forgets what was heard so far. */
  async function hears(name: string | undefined): Promise<void> {
    while (!heard.includes(name)) await new Promise((resolve) => setTimeout(resolve, 5));
    heard.length = 0;
  }
  const begin = (): void => {
    watch = new FolderWatch(folder, (name) => heard.push(name));
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'redline-watch-'));
    folder = join(root, 'kept', 'runs');
    heard.length = 0;
  });
  afterEach(() => {
    watch?.close();
    rmSync(root, { recursive: true });
  });

  it('tells of files that come, change and go', async () => {
    mkdirSync(folder, { recursive: true });
    begin();
    const file = join(folder, 'a.json');
    writeFileSync(file, '1');
    await hears('a.json');
    appendFileSync(file, '2');
    await hears('a.json');
    rmSync(file);
    await hears('a.json');
  });

  it('tells when a folder comes that was not there, at whatever speed, and of what is in it then', async () => {
    begin();
    mkdirSync(folder, { recursive: true });
    await hears(undefined);
    mkdirSync(join(folder, 'first'));
    await hears('first');
  });

  it('tells when the folder goes, and goes on when it comes again', async () => {
    mkdirSync(folder, { recursive: true });
    begin();
    rmSync(join(root, 'kept'), { recursive: true });
    await hears(undefined);
    mkdirSync(folder, { recursive: true });
    await hears(undefined);
    writeFileSync(join(folder, 'again'), '');
    await hears('again');
  });

  it('goes on in a folder that takes the place of the one it watched', async () => {
    mkdirSync(folder, { recursive: true });
    begin();
    mkdirSync(join(root, 'other'));
    renameSync(folder, join(root, 'old'));
    renameSync(join(root, 'other'), folder);
    await hears(undefined);
    writeFileSync(join(folder, 'new'), '');
    await hears('new');
  });

  it('says nothing once it is closed', async () => {
    mkdirSync(folder, { recursive: true });
    begin();
    watch?.close();
    const other = new FolderWatch(folder, (name) => heard.push(`other ${name}`));
    writeFileSync(join(folder, 'late'), '');
    await hears('other late');
    assert.deepEqual(heard, []);
    other.close();
  });
});
