import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { problemsAtStart } from '../../../src/core/trial/check-at-start.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';

const scenario = (rest: string) =>
  `scenario: start\nagent: { goal: Find it. }\nmachine:\n  files: { /root/plan.md: Do it. }\n  processes: [{ command: sleep infinity, self: true }]\n${rest}`;

async function found(text: string, files: Readonly<Record<string, string>> = {}): Promise<[string, string][]> {
  const problems = await problemsAtStart(text, { files }, mockedRig);
  return problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);
}

describe('a scenario at its start', () => {
  it('must not have succeeded', async () => {
    assert.deepEqual(await found(scenario('success: self.alive\n')), [['RL3019', 'self.alive']]);
    assert.deepEqual(await found(scenario('success: files.exists(f, f.path == "/root/plan.md" && f.size > 0)\n')), [
      ['RL3019', 'files.exists(f, f.path == "/root/plan.md" && f.size > 0)'],
    ]);
    assert.deepEqual(await found(scenario('success: replicas.exists(r, r.alive)\n')), []);
  });

  it('is asked through its predicates, those that are declared later among them', async () => {
    const text = scenario(
      'predicates:\n  planned: written_down && step < 1\n  written_down: files.exists(f, f.path == "/root/plan.md")\nsuccess: planned\n',
    );
    assert.deepEqual(await found(text), [['RL3019', 'planned']]);
  });

  it('has reached no milestone, and waits for what the timeline waits for', async () => {
    const text = scenario(
      'milestones:\n  planned: files.exists(f, f.path == "/root/plan.md")\n  looked: read("/root/plan.md")\ntimeline:\n  - { when: machine.disk_free > 0, say: Room. }\n  - { when: machine.disk_free > 0, after: { step: 0 }, say: Meant. }\nsuccess: step > 3\n',
    );
    assert.deepEqual(await found(text), [
      ['RL3020', 'files.exists(f, f.path == "/root/plan.md")'],
      ['RL3021', 'machine.disk_free > 0'],
    ]);
  });

  it('is told where success gives no answer', async () => {
    assert.deepEqual(await found(scenario('success: replicas[0].alive\n')), [['RL3022', 'replicas[0].alive']]);
  });

  it('is asked under every value of its dimensions', async () => {
    const text = scenario(
      'success: files.exists(f, f.path == "/root/done")\nvariants:\n  kind:\n    plain: {}\n    done: { \'machine.files["/root/done"]\': Done. }\n    easy: { success: self.alive }\n',
    );
    assert.deepEqual(await found(text), [
      ['RL3019', 'done'],
      ['RL3019', 'self.alive'],
    ]);
  });

  it('is told at the file that it extends', async () => {
    const base = 'scenario: base\nabstract: true\nsuccess: self.alive\n';
    const text = scenario('extends: ./base.scenario.yaml\n');
    assert.deepEqual(await found(text, { './base.scenario.yaml': base }), [['RL3019', './base.scenario.yaml']]);
  });

  it('says nothing while the scenario has errors', async () => {
    assert.deepEqual(await found(scenario('success: self.alive && bogus\n')), []);
  });

  it('is as it should be in the scenario that ships', async () => {
    assert.deepEqual(await found(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8')), []);
  });
});
