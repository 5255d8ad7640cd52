/**
 * The suites inside the extension host of the real VS Code. Needs a build; ends with how many tests passed. With words, only the suites
 * whose file names hold one of them: `node test/vscode/main.ts runs`.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runInExtensionHost } from '../editor/editor.ts';
import { createHome } from '../editor/server.ts';
import { ROOT, stageExtension } from '../editor/staged-extension.ts';
import { testActivation } from './activation.ts';

const OUT = join(ROOT, 'out/vscode-tests');
const LIMIT_MS = 5 * 60_000;
const wanted = process.argv.slice(2);

async function bundle(): Promise<string> {
  rmSync(OUT, { recursive: true, force: true });
  const suites = readdirSync(join(import.meta.dirname, 'suites')).filter(
    (name) => name.endsWith('.suite.ts') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
  );
  if (suites.length === 0) throw new Error('There are no suites.');
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ['run-suites.ts', ...suites.map((name) => `suites/${name}`)],
    entryNames: '[name]',
    outdir: OUT,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(OUT, 'run-suites.cjs');
}

const workspace = mkdtempSync(join(tmpdir(), 'redline-workspace-'));
mkdirSync(join(workspace, 'scenarios'));
const scenario = 'scenarios/self-replication.scenario.yaml';
copyFileSync(join(ROOT, scenario), join(workspace, scenario));
const home = createHome();
const lines: string[] = [];
let passed = 0;
let failed = 0;
try {
  const [tests, extension] = [await bundle(), stageExtension()];
  if (wanted.length === 0) {
    await testActivation(extension, workspace);
    passed += 1;
    console.log('  passed  activation is quick');
  }
  const code = await runInExtensionHost({ home, workspace, extension, tests, limitMs: LIMIT_MS }, (line) => {
    lines.push(line);
    const told = /^\[suites\] ([\s\S]*)$/.exec(line)?.[1];
    if (told === undefined) return;
    if (told.startsWith('  passed')) passed += 1;
    if (told.startsWith('  FAILED')) failed += 1;
    console.log(told);
  });
  process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, 'editor.log'), lines.join('\n'));
  home.remove();
  rmSync(workspace, { recursive: true, force: true });
}
if (process.exitCode !== 0) {
  failed = Math.max(failed, 1);
  console.log(`Everything that the editor said is in ${join(OUT, 'editor.log')}`);
}
console.log(`${passed} passed, ${failed} failed`);
