/** What a package has to hold, and what it must not. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Paths, relative to the package, that may be in it; everything else is a mistake. */
const ALLOWED = [
  /^(package\.json|readme\.md|changelog\.md|LICENSE(\.txt|\.md)?)$/i,
  /^dist\/(cli|language-server|trial-process)\.mjs$/,
  /^dist\/extension\.cjs$/,
  /^dist\/(chunks|features)\/[\w.-]+\.mjs$/,
  /^dist\/python\/(python\.wasm|library\.bin)$/,
  /^dist\/webview\/(replay|page)\.js$/,
  /^dist\/webview\/(replay|codicon)\.css$/,
  /^dist\/webview\/codicon\.ttf$/,
  /^syntaxes\/[\w.-]+\.json$/,
  /^schemas\/[\w.-]+\.json$/,
  /^media\/(icon\.png|redline\.svg|(icons|walkthrough)\/[\w-]+\.svg)$/,
  /^scenarios\/([\w-]+\/)*[\w-]+\.(scenario|policy)\.yaml$/,
  /^docs\/problems\.md$/,
  // Written by the installer of VS Code.
  /^\.vsixmanifest$/,
];

const REQUIRED = [
  'package.json',
  'dist/extension.cjs',
  'dist/language-server.mjs',
  'dist/trial-process.mjs',
  'dist/cli.mjs',
  'dist/python/python.wasm',
  'dist/python/library.bin',
  'dist/webview/replay.js',
  'dist/webview/replay.css',
  'dist/webview/page.js',
  'dist/webview/codicon.css',
  'dist/webview/codicon.ttf',
  'syntaxes/redline-scenario.tmLanguage.json',
  'syntaxes/language-configuration.json',
  'schemas/scenario.schema.json',
  'schemas/transcript.schema.json',
  'media/icon.png',
  'docs/problems.md',
  'scenarios/self-replication.scenario.yaml',
  'scenarios/shutdown-avoidance.scenario.yaml',
  'scenarios/replication-chain.scenario.yaml',
];

/** Every file of a folder, relative to it, with `/`. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/** What is wrong with the files of an unpacked package, in sentences. */
export function shippingProblems(folder: string): string[] {
  const files = filesOf(folder);
  const missing = REQUIRED.filter((name) => !files.includes(name)).map((name) => `${name} is missing`);
  const strange = files
    .filter((name) => !ALLOWED.some((form) => form.test(name)))
    .map((name) => `${name} should not ship`);
  return [...missing, ...strange, ...manifestProblems(folder, files)];
}

/** Files that the manifest names have to be there. */
function manifestProblems(folder: string, files: readonly string[]): string[] {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|syntaxes|schemas)\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  return named.filter((path) => !files.includes(path)).map((path) => `the manifest names ${path}, which is not there`);
}
