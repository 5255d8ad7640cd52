/** What an analyst does in a replay: finds the step that matters, asks why, looks at the machine, and moves by mouse, keys and commands. */
import assert from 'node:assert/strict';
import type { IndexedTranscript } from '../../src/core/transcript/indexed/indexed-transcript.ts';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import { atStep, focus, goToStep, hasNoSeriousFault, openTrial } from './replay-screen.ts';
import type { Stages } from './stages.ts';

/** A trial that is looked at, as it is on disk. */
export interface LookedAt {
  /** Name of the endpoint, by which the lists tell the run. */
  readonly run: string;
  readonly id: string;
  readonly model: IndexedTranscript;
}

export async function tellReplay(stages: Stages, trial: LookedAt): Promise<void> {
  await tellTimeline(stages, trial);
  await tellSteps(stages, trial);
  await tellStep(stages, trial);
  await tellMachine(stages, trial);
  await tellMoving(stages, trial);
}

/** Steps with marks of a kind, in their order. */
function marked({ model }: LookedAt, kind: string): number[] {
  return [...new Set(model.marks.filter((mark) => mark.kind === kind).map(({ step }) => step))].sort((a, b) => a - b);
}

async function tellTimeline(stages: Stages, trial: LookedAt): Promise<void> {
  const { steps } = trial.model;
  const range = (person: Person) => person.inWebview.locator('.timeline-range');
  const whole = `Steps 0 to ${steps}`;

  await stages.stage('the timeline has a lane for what happened where', async (person) => {
    await openTrial(person, trial.run, trial.id);
    for (const lane of ['Actions', 'Files', 'Processes', 'Marks']) {
      await person.inWebview.locator('.lane-word').filter({ hasText: lane }).waitFor();
    }
    assert.equal(await range(person).textContent(), whole);
    assert.equal(await person.inWebview.locator('.lane-marks .tick').count(), markedSteps(trial).length);
    await hasNoSeriousFault(person);
  });

  await stages.stage('a mark of the timeline goes to its step, and a click to any', async (person) => {
    const [first = 0] = markedSteps(trial);
    await person.inWebview.locator('.lane-marks .tick').first().click();
    await atStep(person, first);
    await person.inWebview.locator('.lanes-over').click({ position: { x: 3, y: 8 } });
    await atStep(person, 0);
  });

  await stages.stage('a drag over the timeline zooms to a range', async (person) => {
    const box = await person.inWebview.locator('.lanes-over').boundingBox();
    assert.ok(box);
    const across = (share: number): [number, number] => [box.x + share * box.width, box.y + box.height / 2];
    await person.page.mouse.move(...across(0.1));
    await person.page.mouse.down();
    await person.page.mouse.move(...across(0.5), { steps: 3 });
    await person.inWebview.locator('.brush').waitFor();
    await person.page.mouse.move(...across(0.8), { steps: 3 });
    await person.picture('the brush');
    await person.page.mouse.up();
    const [from, to] = [Math.floor(0.1 * (steps + 1)), Math.ceil(0.8 * (steps + 1)) - 1];
    assert.ok(to - from > 8, 'the trial is long enough to zoom');
    await range(person).getByText(`Steps ${from} to ${to}`, { exact: true }).waitFor();
  });

  await stages.stage('a double click shows everything again; the wheel, buttons and keys zoom too', async (person) => {
    const isWhole = range(person).getByText(whole, { exact: true });
    const isPart = range(person).filter({ hasNotText: whole });
    const over = person.inWebview.locator('.lanes-over');
    await over.dblclick();
    await isWhole.waitFor();
    await over.hover();
    await person.page.keyboard.down('Control');
    await person.page.mouse.wheel(0, -100);
    await person.page.keyboard.up('Control');
    await isPart.waitFor();
    await person.inWebview.getByRole('button', { name: 'Show the whole trial' }).click();
    await isWhole.waitFor();
    await person.inWebview.getByRole('slider', { name: 'Timeline' }).focus();
    await person.page.keyboard.press('+');
    await isPart.waitFor();
    await person.page.keyboard.press('0');
    await isWhole.waitFor();
  });
}

/** Steps that the timeline marks. */
function markedSteps({ model }: LookedAt): number[] {
  return [...new Set(model.marks.map(({ step }) => step))].sort((a, b) => a - b);
}

async function tellSteps(stages: Stages, trial: LookedAt): Promise<void> {
  const status = (person: Person) =>
    person.inWebview
      .locator('.find-status')
      .filter({ hasText: /\d+ steps?/ })
      .filter({ hasNotText: 'searched' });
  const showAll = async (person: Person): Promise<void> => {
    await person.inWebview.getByRole('button', { name: 'Show all steps' }).click();
    await person.inWebview.locator('.find-status').waitFor({ state: 'detached' });
  };

  await stages.stage('a text is found in the steps, and keys go on from one to the next', async (person) => {
    await focus(person);
    await person.page.keyboard.press('/');
    await person.page.keyboard.type('start.py');
    await status(person).waitFor();
    const many = Number(/\d+/.exec(await person.read(status(person)))?.[0]);
    assert.ok(many > 1);
    const found = await until('the steps that were found', async () => {
      const numbers = await person.inWebview.locator('.line .line-number').allTextContents();
      return numbers.length === many ? numbers : undefined;
    });
    await person.page.keyboard.press('Enter');
    await focus(person);
    await person.page.keyboard.press('Home');
    const [first = '', second = ''] = found;
    await person.page.keyboard.press('n');
    await atStep(person, Number(first));
    await person.page.keyboard.press('n');
    await atStep(person, Number(second));
    await person.page.keyboard.press('p');
    await atStep(person, Number(first));
    await person.command('Redline: Replay: Next Found Step');
    await atStep(person, Number(second));
    await person.command('Redline: Replay: Previous Found Step');
    await atStep(person, Number(first));
  });

  await stages.stage('a regular expression is looked for, and one that is none is said to be', async (person) => {
    await person.inWebview.getByRole('button', { name: 'Use a regular expression' }).click();
    await person.page.keyboard.press('Escape');
    await person.command('Redline: Replay: Find Steps');
    await person.inWebview.locator('.find-text input').fill('^mkdir|[');
    await person.inWebview.locator('.find-problem').waitFor();
    await hasNoSeriousFault(person);
    await person.inWebview.locator('.find-text input').fill('mkdir .*agent');
    await status(person).waitFor();
    await person.inWebview.locator('.line').filter({ hasText: 'mkdir' }).first().waitFor();
    await person.inWebview.getByRole('button', { name: 'Use a regular expression' }).click();
    await showAll(person);
  });

  await stages.stage('the steps are filtered by kind and by mark', async (person) => {
    await person.inWebview.getByRole('button', { name: 'Filter' }).click();
    await person.inWebview.locator('.pill').filter({ hasText: 'Marked' }).click();
    const wanted = markedSteps(trial).join(', ');
    await until(`only the steps ${wanted}`, async () => {
      const shown = await person.inWebview.locator('.line:has([class*="mark-"]) .line-number').allTextContents();
      const rows = await person.inWebview.locator('.line').count();
      return shown.join(', ') === wanted && rows === shown.length ? true : undefined;
    });
    await hasNoSeriousFault(person);
    await person.inWebview.locator('.pill').filter({ hasText: 'Marked' }).click();
    await person.inWebview.getByRole('group', { name: 'Milestones and flags' }).locator('.pill').first().click();
    await person.inWebview.locator('.find-status').filter({ hasText: '1 step' }).waitFor();
    await showAll(person);
    await person.inWebview.getByRole('button', { name: /^Filter/ }).click();
  });
}

async function tellStep(stages: Stages, trial: LookedAt): Promise<void> {
  const [step = 0] = marked(trial, 'milestone');
  const detail = await trial.model.step(step);
  const [call] = detail.calls;

  await stages.stage(
    'a step has the thought in its parts, the call and its output, tokens and time',
    async (person) => {
      await goToStep(person, step);
      const panel = person.inWebview.locator('#panel-step');
      assert.deepEqual(await panel.locator('.thought h4').allTextContents(), [
        'Explanation',
        'Gaps',
        'Findings',
        'Plan',
      ]);
      assert.ok(call !== undefined && typeof call.arguments === 'object');
      const command = String(call.arguments['command']);
      await panel.locator('.call .code').getByText(command, { exact: true }).waitFor();
      const [line = ''] = call.stdout.split('\n');
      await panel.locator('.output .terminal').filter({ hasText: line }).first().waitFor();
      const cost = await person.read(panel.locator('.cost'));
      const { inputTokens = 0, outputTokens = 0 } = detail.usage ?? {};
      assert.match(cost, new RegExp(`^${inputTokens.toLocaleString('en')} tokens in, ${outputTokens} out`));
    },
  );

  await stages.stage('a milestone says why it was reached, down to the values of its parts', async (person) => {
    await person.inWebview.locator('.mark-milestone .mark-name').first().waitFor();
    await person.inWebview.locator('.reason-tree > summary').first().click();
    const values = person.inWebview.locator('.reason-tree .part-value');
    await values.first().waitFor();
    assert.equal(await person.read(values.first()), 'true');
    assert.ok((await values.count()) > 1, 'the condition is taken apart');
    await hasNoSeriousFault(person);
  });

  await stages.stage('the success condition says why it held where it began to hold', async (person) => {
    const [held] = marked(trial, 'success');
    assert.ok(held !== undefined, 'the trial that is looked at succeeded');
    await goToStep(person, held);
    const mark = person.inWebview.locator('.mark-success');
    await mark.locator('.reason-tree > summary').click();
    assert.equal(await person.read(mark.locator('.part-value').first()), 'true');
    // The condition is a predicate: what it stands for is taken apart too.
    await mark.locator('.part-text').filter({ hasText: 'replicas.exists(' }).waitFor();
  });
}

async function tellMachine(stages: Stages, trial: LookedAt): Promise<void> {
  const copied = trial.model.marks.find(({ name }) => name === 'transfer')?.step ?? 0;
  const machine = await trial.model.machineAt(trial.model.steps);

  await stages.stage(
    'the machine shows what the step changed: files, processes, ports, network, resources',
    async (person) => {
      await goToStep(person, copied);
      const panel = person.inWebview.locator('#panel-machine');
      await panel.locator('.row.now-added').filter({ hasText: 'start.py' }).first().waitFor();
      await panel.locator('.row.process').filter({ hasText: 'agent' }).first().waitFor();
      for (const name of ['Changed files', 'Processes', 'Ports', 'Network', 'Resources']) {
        await panel.locator('.pane h3').getByText(name, { exact: true }).waitFor();
      }
      assert.equal(await panel.getByRole('meter').count(), 3);
      const before = await panel.locator('.row.process').count();
      await panel.locator('.of-host > summary').click();
      await until('the processes of the host', async () =>
        (await panel.locator('.row.process:visible').count()) > before - 60 ? true : undefined,
      );
      await panel.locator('.of-host > summary').click();
    },
  );

  await stages.stage('the lineage of replicas says how separate each is', async (person) => {
    await goToStep(person, trial.model.steps);
    const replicas = person.inWebview.locator('.row.replica');
    assert.equal(await replicas.count(), machine.replicas.length);
    assert.ok(machine.replicas.length > 0);
    assert.match((await replicas.first().getAttribute('title')) ?? '', /generation 1/);
    await person.inWebview
      .locator('.row.process')
      .filter({ hasText: `:${machine.ports.at(-1)?.port}` })
      .first()
      .waitFor();
  });

  await stages.stage('the next change of a file is gone to, and it is said when there is none', async (person) => {
    const { path, changes } = await changedTwice(trial.model);
    const [first = 0, second = 0] = changes;
    await goToStep(person, first);
    const row = person.inWebview.locator(`#panel-machine .row[title^="${path}"]`).first();
    const follow = async (): Promise<void> => {
      await row.hover();
      await row.locator('.follow').click();
    };
    await follow();
    await atStep(person, second);
    await goToStep(person, changes.at(-1) ?? 0);
    await follow();
    await person.inWebview.locator('.notice').filter({ hasText: 'does not change any more' }).waitFor();
  });

  await stages.stage('a changed file opens in the comparison of the editor', async (person) => {
    await goToStep(person, copied);
    await person.inWebview.locator('.row-open').filter({ hasText: 'start.py' }).first().click();
    await person.page
      .locator('.tab.active')
      .filter({ hasText: `step ${copied - 1} ↔ step ${copied}` })
      .waitFor();
    await person.page.locator('.monaco-diff-editor .modified .line-insert').first().waitFor();
    await person.command('View: Close All Editors');
  });
}

/** A file that changed in several steps, with these. */
async function changedTwice(model: IndexedTranscript): Promise<{ readonly path: string; readonly changes: number[] }> {
  const changes = new Map<string, number[]>();
  for (let step = 1; step <= model.steps; step += 1) {
    for (const { path, kind, now } of (await model.machineAt(step)).files) {
      if (kind === 'file' && now !== undefined) changes.set(path, [...(changes.get(path) ?? []), step]);
    }
  }
  const found = [...changes].find(([, steps]) => steps.length > 1);
  assert.ok(found !== undefined, 'a file changed twice');
  return { path: found[0], changes: found[1] };
}

async function tellMoving(stages: Stages, trial: LookedAt): Promise<void> {
  const { steps } = trial.model;
  const marks = markedSteps(trial);
  const milestones = marked(trial, 'milestone');
  const [firstMark = 0, secondMark = 0] = marks;

  await stages.stage('every key moves', async (person) => {
    await openTrial(person, trial.run, trial.id);
    await focus(person);
    const moves: readonly (readonly [string, number])[] = [
      ['Home', 0],
      ['ArrowRight', 1],
      ['j', 2],
      ['k', 1],
      ['ArrowLeft', 0],
      [']', firstMark],
      [']', secondMark],
      ['[', firstMark],
      ['Home', 0],
      ['m', milestones[0] ?? 0],
      ['End', steps],
    ];
    for (const [key, step] of moves) {
      await person.page.keyboard.press(key);
      await atStep(person, step);
    }
  });

  await stages.stage('every move is a command', async (person) => {
    const moves: readonly (readonly [string, number])[] = [
      ['First Step', 0],
      ['Step Forward', 1],
      ['Step Back', 0],
      ['Next Mark', firstMark],
      ['Last Step', steps],
      ['Previous Mark', marks.filter((step) => step < steps).at(-1) ?? 0],
      ['First Step', 0],
      ['Next Milestone', milestones[0] ?? 0],
    ];
    for (const [command, step] of moves) {
      await person.command(`Redline: Replay: ${command}`);
      await atStep(person, step);
    }
  });

  await stages.stage('every move is a click', async (person) => {
    const button = (name: string) => person.inWebview.getByRole('button', { name });
    await button('First step').click();
    await atStep(person, 0);
    await button('Forward').click();
    await atStep(person, 1);
    await button('Back').click();
    await atStep(person, 0);
    await button('Next mark').click();
    await atStep(person, firstMark);
    await button('Last step').click();
    await atStep(person, steps);
    await person.inWebview.locator('#line-2').click();
    await atStep(person, 2);
    await person.inWebview.locator('.position .tick').first().click();
    await atStep(person, firstMark);
  });

  await stages.stage('it plays to the end, at the speed that is chosen', async (person) => {
    const speed = person.inWebview.locator('vscode-dropdown.speed');
    await speed.click();
    await person.inWebview.locator('vscode-option:visible').last().click();
    await focus(person);
    await person.page.keyboard.press('Home');
    await atStep(person, 0);
    await person.page.keyboard.press(' ');
    await atStep(person, steps);
    await person.inWebview.getByRole('button', { name: 'Play' }).waitFor();
  });
}
