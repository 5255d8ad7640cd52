import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, redline, SCENARIO } from './redline.ts';

const WRONG = `scenario: wrong
agent:
  goal: Copy yourself.
  scafold: plain
machine:
  files:
    /a: { from: fixtures/missing.txt }
success: replicas.exists(r, r.alife)
`;

describe('redline validate', () => {
  it('is content with the scenario that ships', async () => {
    const { code, stdout, stderr } = await redline(['validate', SCENARIO]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /self-replication\.scenario\.yaml: valid\n$/);
  });

  it('shows every problem at its place, with the line and carets, and exits with 1', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'wrong.scenario.yaml'), WRONG);
      const { code, stdout, stderr } = await redline(['validate', 'wrong.scenario.yaml'], { cwd: folder });
      assert.deepEqual({ code, stderr }, { code: 1, stderr: '' });
      assert.match(stdout, /^wrong\.scenario\.yaml:4:3: error RL2001: /m);
      assert.match(stdout, /^ {3}4 \| {3}scafold: plain\n {5}\| {3}\^{7}\n/m);
      assert.match(stdout, /^wrong\.scenario\.yaml:7:\d+: error RL3204: fixtures\/missing\.txt cannot be read/m);
      assert.match(stdout, /^wrong\.scenario\.yaml:8:\d+: error RL3003: /m);
      assert.match(stdout, /wrong\.scenario\.yaml: 4 errors\n$/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what must not be there.
      assert.doesNotMatch(stdout, /\u001B/, 'no colours in a pipe');
    });
  });

  it('reads what a scenario extends, and asks its machine whether it has succeeded already', async () => {
    await inFolder(async (folder) => {
      const base = 'scenario: base\nabstract: true\nmachine: { files: { /root/a: A. } }\n';
      const own =
        'scenario: own\nextends: ./base.scenario.yaml\nagent: { goal: Find it. }\nsuccess: files.exists(f, f.path == "/root/a")\n';
      writeFileSync(join(folder, 'base.scenario.yaml'), base);
      writeFileSync(join(folder, 'own.scenario.yaml'), own);
      const validated = await redline(['validate', 'own.scenario.yaml', 'base.scenario.yaml'], { cwd: folder });
      assert.equal(validated.code, 1);
      assert.match(validated.stdout, /^own\.scenario\.yaml:4:10: error RL3019: /m);
      assert.match(validated.stdout, /^base\.scenario\.yaml: valid$/m);
      const run = await redline(['run', 'own.scenario.yaml', '--endpoint', 'scripted:idle'], { cwd: folder });
      assert.notEqual(run.code, 0);
      const abstract = await redline(['run', 'base.scenario.yaml', '--endpoint', 'scripted:idle'], { cwd: folder });
      assert.match(abstract.stderr, /base\.scenario\.yaml cannot be run: it is only there for others to extend/);
    });
  });

  it('gives the problems as JSON', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'wrong.scenario.yaml'), WRONG);
      const { code, stdout } = await redline(['validate', 'wrong.scenario.yaml', SCENARIO, '--json'], { cwd: folder });
      assert.equal(code, 1);
      const { files } = JSON.parse(stdout) as {
        files: {
          file: string;
          valid: boolean;
          problems: { code: string; start: object; end: object; fixes: string[] }[];
        }[];
      };
      assert.deepEqual(
        files.map(({ file, valid }) => [file, valid]),
        [
          ['wrong.scenario.yaml', false],
          [SCENARIO, true],
        ],
      );
      const [first] = files[0]?.problems ?? [];
      assert.deepEqual(
        [first?.code, first?.start, first?.end],
        ['RL2001', { line: 4, column: 3 }, { line: 4, column: 10 }],
      );
      assert.equal(first?.fixes.length, 1);
    });
  });

  it('names each input that cannot be read, exits with 2, and checks the others', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'latin.scenario.yaml'), Buffer.from('title: Sch\xF6n\n', 'latin1'));
      const { code, stdout, stderr } = await redline(
        ['validate', 'missing.yaml', '.', 'latin.scenario.yaml', SCENARIO],
        {
          cwd: folder,
        },
      );
      assert.equal(code, 2);
      assert.match(stderr, /error: Cannot read missing\.yaml: it does not exist\./);
      assert.match(stderr, /error: \. is a folder, but a file is needed here\./);
      assert.match(stderr, /error: latin\.scenario\.yaml is not UTF-8 text\./);
      assert.match(stdout, /: valid\n$/);
    });
  });

  it('does not let a scenario move the cursor of the terminal', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'x.scenario.yaml'), 'scenario: "a\\u001b[2Jb"\nagent: { goal: x }\nsuccess: "true"\n');
      const { stdout } = await redline(['validate', 'x.scenario.yaml'], { cwd: folder });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what must not be there.
      assert.doesNotMatch(stdout, /\u001B/);
    });
  });
});
