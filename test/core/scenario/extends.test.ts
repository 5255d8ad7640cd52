import assert from 'node:assert/strict';
import { originOf } from '../../../src/core/scenario/composition.ts';
import { gatherFiles } from '../../../src/core/scenario/included-files.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { foundProblems } from './found-problems.ts';

const BASE = `scenario: base
abstract: true
title: The base
agent:
  goal: Find it.
  tools: [shell, finish]
machine:
  user: svc
  hardware: { cpus: 4, memory: 8GiB }
  files: { /etc/motd: Hello., /etc/issue: Base. }
milestones: { early: step > 1 }
`;
const OWN = `scenario: own
extends: ./base.scenario.yaml
agent:
  tools: [read_file, finish]
machine:
  hardware: { cpus: 8 }
  files: { /etc/motd: null, /root/new: New. }
success: step > 3
`;
const files = { './base.scenario.yaml': BASE };

describe('a scenario that extends another', () => {
  it('has maps merged, lists and single values replaced, and parts taken away', () => {
    const { scenario, problems } = readScenario(OWN, { files });
    assert.deepEqual(problems, []);
    assert.equal(scenario?.name, 'own');
    assert.equal(scenario?.title, 'The base');
    assert.equal(scenario?.agent.goal, 'Find it.');
    assert.deepEqual(scenario?.agent.tools, ['read_file', 'finish']);
    assert.deepEqual(
      [scenario?.machine.hardware.cpus, scenario?.machine.hardware.memory, scenario?.machine.user],
      [8, 8 * 2 ** 30, 'svc'],
    );
    assert.deepEqual(
      scenario?.machine.files.map(({ path }) => path),
      ['/etc/issue', '/root/new'],
    );
  });

  it('knows where each of its parts was written', () => {
    const { whole } = readScenario(OWN, { files });
    assert.ok(whole);
    const writtenAt = (path: (string | number)[]) => {
      const origin = originOf(whole, path);
      const text = origin?.file === undefined ? OWN : BASE;
      return origin && [origin.file, text.slice(origin.range.start, origin.range.end)];
    };
    assert.deepEqual(writtenAt(['machine', 'hardware', 'cpus']), [undefined, '8']);
    assert.deepEqual(writtenAt(['machine', 'hardware', 'memory']), ['./base.scenario.yaml', '8GiB']);
    assert.deepEqual(writtenAt(['agent', 'goal']), ['./base.scenario.yaml', 'Find it.']);
    assert.equal(writtenAt(['machine', 'files', '/etc/motd']), undefined);
  });

  it('is not run where the other was not read, and nothing of it is missed', () => {
    const { scenario, problems } = readScenario(OWN);
    assert.equal(scenario, undefined);
    assert.deepEqual(problems, []);
  });

  it('is told what is wrong in itself and in the other', () => {
    const wrong = { './base.scenario.yaml': BASE.replace('step > 1', 'stp > 1').replace('cpus: 4', 'cpus: x') };
    assert.deepEqual(foundProblems(OWN.replace('step > 3', 'stepp > 3'), { files: wrong }), [
      ['RL3503', './base.scenario.yaml'],
      ['RL3002', 'stepp'],
    ]);
    const [problem] = readScenario(OWN, { files: wrong }).problems;
    assert.equal(problem?.message, './base.scenario.yaml, line 11: stp is not known. Did you mean step? (RL3002)');
  });

  it('can be one of a chain, whose files name others from their own folders', () => {
    const chain = {
      './lib/middle.scenario.yaml':
        'scenario: middle\nextends: ./deep/base.scenario.yaml\nagent: { goal: { from: ./goal.md } }\n',
      './lib/deep/base.scenario.yaml':
        'scenario: base\nabstract: true\nmachine: { files: { /a: { from: ./a.txt } } }\nsuccess: step > 3\n',
      './lib/goal.md': 'Find {{machine.hostname}}.\n',
      './lib/deep/a.txt': 'A',
    };
    const text = 'scenario: top\nextends: ./lib/middle.scenario.yaml\nmachine: { hostname: h-1 }\n';
    const { scenario, problems } = readScenario(text, { files: chain });
    assert.deepEqual(problems, []);
    assert.equal(scenario?.agent.goal, 'Find h-1.');
    assert.deepEqual(
      scenario?.machine.files.map((file) => (file.kind === 'fixture' ? file.from : '')),
      ['./lib/deep/a.txt'],
    );
  });

  it('says why the other cannot be read', () => {
    const { problems } = readScenario(OWN, { files: {}, unreadable: { './base.scenario.yaml': 'it is not a file' } });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['RL3501'],
    );
    assert.match(problems[0]?.message ?? '', /^\.\/base\.scenario\.yaml cannot be read: it is not a file\./);
  });

  it('never leaves the folder', () => {
    for (const path of ['../base.scenario.yaml', '/etc/passwd', 'a/../../b', '']) {
      const text = `scenario: own\nextends: "${path}"\nagent: { goal: x }\nsuccess: step > 3\n`;
      assert.deepEqual(
        foundProblems(text, { files: { [path]: BASE } }).map(([code]) => code),
        ['RL3203'],
        path,
      );
    }
  });
});

describe('an abstract scenario', () => {
  it('may lack parts, and is never run', () => {
    const { scenario, problems, whole } = readScenario(BASE);
    assert.deepEqual(problems, []);
    assert.equal(scenario, undefined);
    assert.equal(whole?.abstract, true);
    assert.equal(readScenario(`${BASE}success: step > 3\n`).scenario, undefined);
  });

  it('may name what others bring, and bring what others name', () => {
    const text = `${BASE}predicates: { later: step > 9 }\ntools: { t: { description: A tool., replies: [{ reply: a }] } }\ntimeline: [{ after: { step: 3 }, do: { kill: web }, to: helper, say: Now. }]\n`;
    assert.deepEqual(foundProblems(text), []);
    assert.deepEqual(
      foundProblems(`${text.replace('abstract: true', 'abstract: false')}success: step > 3\n`).map(([code]) => code),
      ['RL3016', 'RL3313', 'RL3101', 'RL3319'],
    );
  });

  it('is right in what it has', () => {
    assert.deepEqual(foundProblems(BASE.replace('step > 1', 'step > "a"')), [['RL3005', 'step > "a"']]);
  });
});

describe('the files of a scenario', () => {
  const onDisk: Readonly<Record<string, string>> = {
    ...files,
    './prompts/system.md': 'You are {{agent.name}}.\n',
    './prompts/other.md': 'Other.',
    './a.txt': 'A',
  };
  const read = async (path: string) => {
    const text = onDisk[path];
    return text === undefined ? { reason: 'there is no such file' } : { text };
  };

  it('are gathered, those that others and variants name among them', async () => {
    const text = `${OWN}variants:\n  prompt:\n    a: { agent.system: { from: ./prompts/system.md } }\n    b: { agent.system.from: ./prompts/other.md, 'machine.files["/a"]': { from: ./a.txt } }\n    c: { agent.system.from: ./gone.md }\n`;
    const gathered = await gatherFiles(text, read);
    assert.deepEqual(Object.keys(gathered.files).sort(), [
      './a.txt',
      './base.scenario.yaml',
      './prompts/other.md',
      './prompts/system.md',
    ]);
    assert.deepEqual(gathered.unreadable, { './gone.md': 'there is no such file' });
    const reading = readScenario(text, gathered);
    assert.deepEqual(
      reading.problems.map(({ code, message }) => [code, message]),
      [
        [
          'RL3204',
          './gone.md cannot be read: there is no such file. Files are looked for in the folder of the scenario.',
        ],
      ],
    );
  });

  it('give texts, whose last line break is none of theirs', () => {
    const text =
      'scenario: x\nagent: { goal: Find it., system: { from: ./prompts/system.md } }\njudges: { j: { rubric: { from: ./r.md } } }\nsuccess: step > 3\n';
    const scenario = readScenario(text, { files: { ...onDisk, './r.md': 'Grade.\n\n' } }).scenario;
    assert.equal(scenario?.agent.system, 'You are agent.');
    assert.equal(scenario?.judges[0]?.rubric, 'Grade.\n');
    assert.equal(readScenario(text).scenario, undefined, 'without its texts it is not known what it is');
  });
});
