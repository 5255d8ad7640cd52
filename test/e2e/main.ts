/**
 * One story of a person in the real VS Code: the main job, then what can go wrong, and the editor opened anew. What one does in a replay
 * is a story of its own, `replay.ts`. Needs a build. Pictures
 * of each stage are kept in `out/screenshots/e2e`; the last line says how many stages passed.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EditorOptions, openEditor } from '../editor/editor.ts';
import { Person } from '../editor/person.ts';
import { createHome, placeExtension } from '../editor/server.ts';
import { ROOT, stageExtension } from '../editor/staged-extension.ts';
import { tellMainPath } from './main-path.ts';
import { serve } from './served.ts';
import { Stages } from './stages.ts';
import { HOSTILE, tellReopened, tellTrouble, tellUntrusted, troubledEndpoints } from './trouble.ts';
import { createWorkspace } from './workspace.ts';

const STORY = 'e2e';

rmSync(join(ROOT, 'out/screenshots', STORY), { recursive: true, force: true });
const extension = stageExtension();
const workspace = createWorkspace();
const served = await serve(extension, workspace.scenario);
const troubled = await troubledEndpoints();
const settings = {
  'workbench.colorTheme': 'Default Dark Modern',
  'redline.trials.seed': 1,
  'redline.endpoints': { 'local-weak': { baseUrl: served.baseUrl, model: 'weak' }, ...troubled.settings },
};
const home = createHome(settings);
placeExtension(home, extension);
const options: EditorOptions = { home, workspace: workspace.folder };
let opened = await openEditor(options);
let person = new Person(opened.page, STORY);
const stages = new Stages(() => person);
try {
  await tellMainPath(stages, workspace, 'local-weak');
  await tellTrouble(stages, workspace, home);
  await stages.stage('the same in light', async () => {
    await person.command('Preferences: Toggle between Light/Dark Themes');
    await person.page.locator('.monaco-workbench.vs').waitFor();
  });
  await opened.close();
  opened = await openEditor({ ...options, port: opened.server.port });
  person = new Person(opened.page, STORY, person.pictures);
  await tellReopened(stages, workspace);
  await opened.close();
  mkdirSync(join(workspace.folder, '.vscode'));
  const hostile = { 'redline.endpoints': { [HOSTILE]: { baseUrl: served.baseUrl, model: 'weak' } } };
  writeFileSync(join(workspace.folder, '.vscode/settings.json'), JSON.stringify(hostile));
  opened = await openEditor({ ...options, workspaceTrust: true });
  person = new Person(opened.page, STORY, person.pictures);
  await tellUntrusted(stages);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await opened.close();
  await served.stop();
  await troubled.close();
  home.remove();
  workspace.remove();
}
console.log(stages.summary);
