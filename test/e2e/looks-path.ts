/** The screens of the replay in every kind of theme and at every width: nothing hides, sticks out or lacks contrast. */
import assert from 'node:assert/strict';
import { overflowing } from '../editor/faults.ts';
import type { Person } from '../editor/person.ts';
import type { LookedAt } from './replay-path.ts';
import { goToStep, hasNoSeriousFault, openTrial } from './replay-screen.ts';
import type { Stages } from './stages.ts';

/** Themes as the editor lists them, and the class that its window has then. */
export const THEMES = [
  ['Dark Modern', 'vs-dark'],
  ['Light Modern', 'vs'],
  ['Dark High Contrast', 'hc-black'],
] as const;
/** Pixels of the window; the side bar is closed. */
const SIZES = [
  { width: 460, height: 900 },
  { width: 1250, height: 860 },
  { width: 3840, height: 2000 },
] as const;

/** Picks a theme by its name. The palette has another command of nearly the same name first, so the keys are used. */
export async function chooseTheme(person: Person, theme: string): Promise<void> {
  await person.page.keyboard.press('Control+k');
  await person.page.keyboard.press('Control+t');
  const list = person.page.locator('.quick-input-list .monaco-list-row');
  await list.filter({ hasText: 'Dark Modern' }).first().waitFor();
  await person.page.locator('.quick-input-widget input').first().fill(theme);
  await list.and(person.page.locator('.focused')).filter({ hasText: theme }).waitFor();
  await person.page.keyboard.press('Enter');
}

export async function tellLooks(stages: Stages, trial: LookedAt, step: number): Promise<void> {
  const usual = { width: 1440, height: 900 };
  for (const [theme, shownAs] of THEMES) {
    await stages.stage(`the replay and the samples in ${theme}`, async (person) => {
      await person.command('View: Close All Editors');
      await chooseTheme(person, theme);
      await person.page.locator(`.monaco-workbench.${shownAs}`).waitFor();
      await person.command('View: Close Primary Side Bar');
      await openTrial(person, trial.run, trial.id);
      await goToStep(person, step);
      await eachSize(person, `the replay in ${theme}`);
      await person.page.setViewportSize(usual);
      await person.openFile('replicate.eval');
      await person.inWebview.locator('.samples tbody tr').first().waitFor();
      await eachSize(person, `the samples in ${theme}`);
      await person.page.setViewportSize(usual);
      await person.showView();
    });
  }
}

async function eachSize(person: Person, what: string): Promise<void> {
  for (const size of SIZES) {
    await person.page.setViewportSize(size);
    const [frame] = await person.webviews();
    assert.ok(frame !== undefined);
    // The editor lays out its parts in its own time.
    await frame.waitForFunction((most) => window.innerWidth > most - 130 && window.innerWidth <= most, size.width);
    await person.picture(`${what} at ${size.width} px`);
    assert.deepEqual(await overflowing(frame), []);
    await hasNoSeriousFault(person);
  }
}
