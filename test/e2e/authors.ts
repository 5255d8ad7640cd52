/**
 * The story of somebody who writes a first scenario: through the walkthrough, with completion only, and then through the surfaces of the
 * editor in every kind of theme. Needs a build. Pictures are kept in `out/screenshots/authors`; the last line says how many stages passed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor } from '../editor/editor.ts';
import { Person } from '../editor/person.ts';
import { createHome, placeExtension } from '../editor/server.ts';
import { ROOT, stageExtension } from '../editor/staged-extension.ts';
import { tellGallery } from './gallery.ts';
import { chooseTheme } from './looks-path.ts';
import { serve } from './served.ts';
import { Stages } from './stages.ts';
import { tellWalkthrough } from './walkthrough.ts';

const STORY = 'authors';
/** Themes as the editor lists them, and the class that its window has then. */
const THEMES = [
  ['Dark Modern', 'vs-dark'],
  ['Light Modern', 'vs'],
  ['Dark High Contrast', 'hc-black'],
  ['Light High Contrast', 'hc-light'],
] as const;

rmSync(join(ROOT, 'out/screenshots', STORY), { recursive: true, force: true });
const extension = stageExtension();
const folder = mkdtempSync(join(tmpdir(), 'redline-first-'));
const served = await serve(extension, join(extension, 'scenarios/self-replication.scenario.yaml'));
const home = createHome({
  'redline.trials.seed': 1,
  'workbench.colorTheme': 'Default Dark Modern',
  // What fades in is there at once, for the pictures.
  'workbench.reduceMotion': 'on',
});
placeExtension(home, extension);
const opened = await openEditor({ home, workspace: folder });
const person = new Person(opened.page, STORY);
const stages = new Stages(() => person);
try {
  await tellWalkthrough(stages, folder, { baseUrl: served.baseUrl, model: 'weak' });
  for (const [theme, shownAs] of THEMES) {
    await stages.stage(`the theme ${theme}`, async () => {
      await chooseTheme(person, theme);
      await person.page.locator(`.monaco-workbench.${shownAs}`).waitFor();
    });
    await tellGallery(stages, folder, theme);
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await opened.close();
  await served.stop();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
}
console.log(stages.summary);
