/** A copy of what the package would hold, so that the tests run on exactly that, and a build that goes on cannot disturb them. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const ROOT: string = resolve(import.meta.dirname, '../..');

/** Paths of all files that ship, relative to the root, as the packager lists them. */
export function shippedFiles(): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce(), 'ls', '--no-dependencies'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The files of the package could not be listed:\n${stderr}`);
  return stdout.split('\n').filter((line) => line !== '' && existsSync(join(ROOT, line)));
}

/** Packs the extension. */
export function packExtension(vsix: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce(), 'package', '--no-dependencies', '--skip-license', '--out', vsix],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The extension could not be packed:\n${stdout}${stderr}`);
}

function vsce(): string {
  return join(ROOT, 'node_modules/@vscode/vsce/vsce');
}

/** Copies what ships into `out/`; gives the folder. Needs a build. */
export function stageExtension(): string {
  if (!existsSync(join(ROOT, 'dist/extension.cjs'))) throw new Error('There is no build. Run `npm run build` first.');
  const folder = join(ROOT, 'out/staged-extension');
  rmSync(folder, { recursive: true, force: true });
  for (const file of shippedFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  return folder;
}
