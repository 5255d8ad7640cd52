/**
 * Checks the import rules, and that they were really applied: without a reader for TypeScript, dependency-cruiser passes over
 * every file and reports success.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';

const ROOTS = ['src', 'webview', 'scripts', 'test', 'bench'];

const configuration = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration;
const written = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('node_modules'))
    .map((file) => `${root}/${file}`),
);
const result = await cruise(ROOTS, {
  ...configuration.options,
  ruleSet: { forbidden: configuration.forbidden ?? [] },
  validate: true,
});
const { modules, summary } = result.output as ICruiseResult;

for (const violation of summary.violations) {
  console.error(`${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
const read = new Set(modules.filter((module) => module.dependencies.length > 0).map((module) => module.source));
const core = written.filter((file) => file.startsWith('src/core/'));
const seen = core.filter((file) => modules.some((module) => module.source === file));
if (seen.length !== core.length) {
  console.error(`Only ${seen.length} of ${core.length} files of the core were looked at.`);
  process.exitCode = 1;
}
if (read.size < written.length / 2) {
  console.error(`Only ${read.size} of ${written.length} files showed any import: the TypeScript reader is missing.`);
  process.exitCode = 1;
}
for (const file of written.filter((name) => name.startsWith('src/protocol/'))) {
  if (
    /\b(import|require)\b/.test(stripTypeScriptTypes(readFileSync(file, 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, ''))
  ) {
    console.error(`${file} imports more than types; messages are plain data.`);
    process.exitCode = 1;
  }
}
if (summary.error > 0) process.exitCode = 1;
console.log(
  `import rules: ${modules.length} modules, ${summary.totalDependenciesCruised ?? 0} imports, ${summary.error} violations`,
);
