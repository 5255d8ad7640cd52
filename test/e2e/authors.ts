/**
 * The story of somebody who writes a first scenario: through the walkthrough, with completion only, and then through the surfaces of the
 * editor in every kind of theme. Needs a build. Pictures are kept in `out/screenshots/authors`; the last line says how many stages passed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor } from '../editor/editor.ts';
import { Person } from '../editor/person.ts';
import { createHome, placeExtension, writeUserSettings } from '../editor/server.ts';
import { ROOT, stageExtension } from '../editor/staged-extension.ts';
import { tellGallery } from './gallery.ts';
import { serve } from './served.ts';
import { Stages } from './stages.ts';
import { tellWalkthrough } from './walkthrough.ts';

const STORY = 'authors';
const THEMES = ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'];

rmSync(join(ROOT, 'out/screenshots', STORY), { recursive: true, force: true });
const extension = stageExtension();
const folder = mkdtempSync(join(tmpdir(), 'redline-first-'));
const served = await serve(extension, join(extension, 'scenarios/self-replication.scenario.yaml'));
const settings = { 'redline.trials.seed': 1, 'workbench.colorTheme': THEMES[0] };
const home = createHome(settings);
placeExtension(home, extension);
const opened = await openEditor({ home, workspace: folder });
const person = new Person(opened.page, STORY);
const stages = new Stages(() => person);
try {
  await tellWalkthrough(stages, folder, { baseUrl: served.baseUrl, model: 'weak' });
  const endpoints = { local: { baseUrl: served.baseUrl, model: 'weak' } };
  for (const theme of THEMES) {
    writeUserSettings(home, { ...settings, 'redline.endpoints': endpoints, 'workbench.colorTheme': theme });
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
