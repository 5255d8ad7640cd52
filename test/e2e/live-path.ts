/** A trial that is followed while it runs, and one in which several agents act. */
import assert from 'node:assert/strict';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import { atStep, focus, goToStep, hasNoSeriousFault, runOne, settled } from './replay-screen.ts';
import type { Stages } from './stages.ts';

/** Where the endpoint that stops answering leaves the trial. */
export interface Slow {
  readonly endpoint: string;
  /** Steps that it answers. */
  readonly steps: number;
}

/** Runs a small scenario that is made on the way. */
export async function tellLive(stages: Stages, slow: Slow): Promise<void> {
  await stages.stage('a trial that runs is followed in its replay', async (person) => {
    await person.dismissNotifications();
    await person.command('View: Close All Editors');
    await person.commandAndPick('Redline: New Scenario', 'A small scenario');
    await person.answer('followed');
    await person.page.locator('.tab.active').filter({ hasText: 'followed.scenario.yaml' }).waitFor();
    await runOne(person, 'followed.scenario.yaml', slow.endpoint);
    await person.inWebview.locator('.following').waitFor();
    await person.inWebview.locator('.verdict-running').waitFor();
    // It comes to the step that waits for the model without anybody moving.
    await atStep(person, slow.steps + 1);
    await person.inWebview.locator('#panel-step').getByText('The model has not answered yet').waitFor();
    await hasNoSeriousFault(person);
  });

  await stages.stage('whoever goes back stays there, and the last step follows again', async (person) => {
    await focus(person);
    await person.page.keyboard.press('Home');
    await atStep(person, 0);
    await person.inWebview.locator('.following').waitFor({ state: 'detached' });
    await person.page.keyboard.press('End');
    await person.inWebview.locator('.following').waitFor();
  });

  await stages.stage('the run is stopped, and the replay says what became of the trial', async (person) => {
    await person.command('Redline: Stop Run');
    await person.inWebview.locator('.verdict-cancelled, .verdict-interrupted').waitFor();
    await person.inWebview.locator('.following').waitFor({ state: 'detached' });
    await person.notification(/was stopped/);
    await person.dismissNotifications();
  });
}

/** `scenario` is the file of a scenario whose replicas act. */
export async function tellSeveralAgents(stages: Stages, scenario: string, endpoint: string): Promise<void> {
  const lanes = (person: Person) => person.inWebview.locator('.lane-word').filter({ hasText: 'qwen-agent' });

  await stages.stage('several agents in a trial have a lane each', async (person) => {
    await person.command('View: Close All Editors');
    await runOne(person, scenario, endpoint);
    await person.inWebview.locator('.verdict-success').waitFor();
    await settled(person);
    const agents = await lanes(person).allTextContents();
    assert.ok(agents.length > 2, agents.join(', '));
    await hasNoSeriousFault(person);
  });

  await stages.stage('a flag is gone to by its key and its command, and says why it was raised', async (person) => {
    const flag = person.inWebview.locator('#panel-step .mark-flag').first();
    for (const next of [() => person.page.keyboard.press('f'), () => person.command('Redline: Replay: Next Flag')]) {
      await goToStep(person, 0);
      await next();
      await flag.waitFor();
    }
    await flag.locator('.reason-tree > summary').click();
    assert.equal(await person.read(flag.locator('.part-value').first()), 'true');
    await hasNoSeriousFault(person);
  });

  await stages.stage('the steps say whose they are, and are filtered by agent', async (person) => {
    const [, second = ''] = await lanes(person).allTextContents();
    await person.inWebview.getByRole('button', { name: 'Filter' }).click();
    await person.inWebview
      .getByRole('group', { name: 'Agents' })
      .getByRole('button', { name: second, exact: true })
      .click();
    await person.inWebview
      .locator('.find-status')
      .filter({ hasText: /\d+ steps/ })
      .waitFor();
    await until(`only steps of ${second}`, async () => {
      const shown = new Set(await person.inWebview.locator('.line .line-agent').allTextContents());
      return shown.size === 1 && shown.has(second) ? true : undefined;
    });
    await hasNoSeriousFault(person);
    await person.inWebview.getByRole('button', { name: 'Show all steps' }).click();
  });

  await stages.stage('the lineage of the replicas is a tree', async (person) => {
    const last = await person.inWebview.locator('.step-number').innerText();
    await goToStep(person, Number(/of (\d+)/.exec(last)?.[1]));
    const depths = await person.inWebview
      .locator('.row.replica')
      .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).style.getPropertyValue('--depth'))));
    assert.ok(depths.length > 2 && Math.max(...depths) > 1, `depths ${depths.join(', ')}`);
  });
}
