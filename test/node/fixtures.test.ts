import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileReader, readIncludedFiles } from '../../src/node/fixtures.ts';

describe('files that a scenario includes', () => {
  let home: string;
  let workspace: string;
  let scenario: string;

  before(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'redline-fixtures-')));
    workspace = join(home, 'workspace');
    scenario = join(workspace, 'scenarios/a.scenario.yaml');
    mkdirSync(join(workspace, 'scenarios/fixtures'), { recursive: true });
    mkdirSync(join(home, 'workspace-2'));
    writeFileSync(join(home, 'secret'), 'secret');
    writeFileSync(join(home, 'workspace-2/secret'), 'secret');
    writeFileSync(join(workspace, 'common.py'), 'shared');
    writeFileSync(join(workspace, 'scenarios/fixtures/a.py'), 'print("ä")\n');
    symlinkSync(join(home, 'secret'), join(workspace, 'scenarios/link'));
    symlinkSync(home, join(workspace, 'scenarios/folder'));
    symlinkSync('../common.py', join(workspace, 'scenarios/inside'));
    writeFileSync(join(workspace, 'scenarios/bytes'), Buffer.from([0xff, 0xfe, 0x00]));
    writeFileSync(join(workspace, 'scenarios/large'), '');
    truncateSync(join(workspace, 'scenarios/large'), 17 * 1024 * 1024);
  });
  after(() => rmSync(home, { recursive: true }));

  it('are read relative to it, anywhere in the workspace', async () => {
    const read = fileReader(scenario, workspace);
    assert.deepEqual(await read('fixtures/a.py'), { text: 'print("ä")\n' });
    assert.deepEqual(await read('../common.py'), { text: 'shared' });
    assert.deepEqual(await read('inside'), { text: 'shared' });
  });

  it('are refused outside of it, whatever way leads there', async () => {
    const read = fileReader(scenario, workspace);
    for (const path of [
      '../../secret',
      '../../workspace-2/secret',
      'link',
      'folder/secret',
      'fixtures/../../../secret',
    ])
      assert.deepEqual(await read(path), { reason: 'it lies outside the workspace' }, path);
    assert.deepEqual(await read(join(home, 'secret')), { reason: 'its path has to be relative to the scenario' });
  });

  it('are refused when they are no texts', async () => {
    const read = fileReader(scenario, workspace);
    const sparse = 'declare a sparse file with a size instead';
    assert.deepEqual(await read('nothing'), { reason: 'there is no such file' });
    assert.deepEqual(await read('fixtures'), { reason: 'it is not a file' });
    assert.deepEqual(await read('bytes'), { reason: `it is not a text in UTF-8; ${sparse}` });
    assert.deepEqual(await read('large'), { reason: `it is larger than 16 MiB; ${sparse}` });
  });

  it('are those that the scenario names, and what these name', async () => {
    writeFileSync(
      join(workspace, 'scenarios/base.scenario.yaml'),
      'scenario: base\nabstract: true\nmachine: { files: { /a.py: { from: fixtures/a.py }, /b: { from: gone } } }\n',
    );
    const text = 'scenario: x\nextends: ./base.scenario.yaml\nmachine: { files: { /c: { from: ../common.py } } }\n';
    const { files, unreadable } = await readIncludedFiles(text, scenario, workspace);
    assert.deepEqual(Object.keys(files).sort(), ['./base.scenario.yaml', 'fixtures/a.py']);
    assert.deepEqual(unreadable, { gone: 'there is no such file' });
  });
});
