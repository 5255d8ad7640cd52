import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFixtures } from '../../src/node/fixtures.ts';

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
    assert.deepEqual(
      await readFixtures(['fixtures/a.py', './fixtures/a.py', '../common.py', 'inside'], scenario, workspace),
      {
        texts: {
          'fixtures/a.py': 'print("ä")\n',
          './fixtures/a.py': 'print("ä")\n',
          '../common.py': 'shared',
          inside: 'shared',
        },
        problems: [],
      },
    );
  });

  it('are refused outside of it, whatever way leads there', async () => {
    const outside = ['../../secret', '../../workspace-2/secret', 'link', 'folder/secret', 'fixtures/../../../secret'];
    const { texts, problems } = await readFixtures([...outside, join(home, 'secret')], scenario, workspace);
    assert.deepEqual(texts, {});
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        ...outside.map((path) => `${path} lies outside the workspace.`),
        `${join(home, 'secret')} has to be a path relative to the scenario.`,
      ],
    );
  });

  it('are refused when they are no texts', async () => {
    const { problems } = await readFixtures(['nothing', 'fixtures', 'bytes', 'large'], scenario, workspace);
    assert.deepEqual(problems, [
      { path: 'nothing', message: 'There is no file nothing.' },
      { path: 'fixtures', message: 'fixtures is not a file.' },
      { path: 'bytes', message: 'bytes is not a text in UTF-8. Declare a sparse file with a size instead.' },
      { path: 'large', message: 'large is larger than 16 MiB. Declare a sparse file with a size instead.' },
    ]);
  });
});
