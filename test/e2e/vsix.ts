/**
 * The package as people get it: what is in it, how large it is, and the main job with the package installed in a fresh editor. Needs a
 * build. Pictures are kept in `out/screenshots/vsix`; the last line says how many stages passed.
 */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openEditor } from '../editor/editor.ts';
import { Person } from '../editor/person.ts';
import { createHome, installExtension, writeUserSettings } from '../editor/server.ts';
import { packExtension, ROOT } from '../editor/staged-extension.ts';
import { shippingProblems } from '../package/shipping.ts';
import { tellMainPath } from './main-path.ts';
import { serve } from './served.ts';
import { Stages } from './stages.ts';
import { createWorkspace } from './workspace.ts';

const STORY = 'vsix';
const VSIX = join(ROOT, 'dist/redline.vsix');
const LARGEST = 16_000_000;

rmSync(join(ROOT, 'out/screenshots', STORY), { recursive: true, force: true });
packExtension(VSIX);
const home = createHome();
const workspace = createWorkspace();
try {
  await installExtension(home, VSIX);
  const [name = ''] = readdirSync(home.extensions).filter((entry) => entry.startsWith('redline.redline-'));
  const installed = join(home.extensions, name);
  const served = await serve(installed, workspace.scenario);
  writeUserSettings(home, {
    'workbench.colorTheme': 'Default Light Modern',
    'redline.trials.seed': 1,
    'redline.endpoints': { 'local-weak': { baseUrl: served.baseUrl, model: 'weak' } },
  });
  const opened = await openEditor({ home, workspace: workspace.folder });
  const person = new Person(opened.page, STORY);
  const stages = new Stages(() => person);
  try {
    await stages.stage('the package holds what it should, and is small', async () => {
      const { size } = statSync(VSIX);
      console.log(`  the package has ${(size / 1e6).toFixed(2)} MB`);
      assert.ok(size < LARGEST, `${size} bytes`);
      assert.deepEqual(shippingProblems(installed), []);
    });
    await tellMainPath(stages, workspace, 'local-weak');
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await opened.close();
    await served.stop();
    console.log(stages.summary);
  }
} finally {
  home.remove();
  workspace.remove();
}
