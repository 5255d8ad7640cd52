/**
 * Everything that decides what lands, cheapest first, stopping at the first failure. The last line says how many tests ran.
 * `npm test -- unit e2e` runs only the stages that are named.
 */
import { spawn } from 'node:child_process';

interface Stage {
  readonly name: string;
  readonly command: readonly string[];
}

const STAGES: readonly Stage[] = [
  { name: 'lint', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'imports', command: ['node', 'scripts/check-imports.ts'] },
  { name: 'unused', command: ['knip'] },
  { name: 'editor-install', command: ['node', 'test/editor/install.ts'] },
  { name: 'build', command: ['node', 'scripts/build.ts'] },
  { name: 'unit', command: ['c8', 'mocha', '--reporter', 'dot', 'test/**/*.test.ts'] },
  { name: 'vscode', command: ['node', 'test/vscode/main.ts'] },
  { name: 'e2e', command: ['node', 'test/e2e/main.ts'] },
  { name: 'replay', command: ['node', 'test/e2e/replay.ts'] },
  { name: 'authors', command: ['node', 'test/e2e/authors.ts'] },
  { name: 'vsix', command: ['node', 'test/e2e/vsix.ts'] },
  { name: 'demo', command: ['node', 'scripts/demo.ts'] },
];

/** Closing lines of the runners that are used: mocha's, and the plain one of the scripts. */
const COUNTS = [/^\s*(\d+) passing\b/m, /^\s*(\d+) failing\b/m, /^(?:\w+: )?(\d+) passed, (\d+) failed$/m] as const;

function count(output: string): { passed: number; failed: number } {
  const [passing, failing, plain] = COUNTS.map((pattern) => pattern.exec(output));
  return {
    passed: Number(passing?.[1] ?? 0) + Number(plain?.[1] ?? 0),
    failed: Number(failing?.[1] ?? 0) + Number(plain?.[2] ?? 0),
  };
}

/** Runs one stage with its output on this terminal; gives its exit code and what it printed. */
function run(stage: Stage): Promise<{ code: number; output: string }> {
  const [program = '', ...args] = stage.command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. Stages: ${STAGES.map((stage) => stage.name).join(', ')}.`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const stage of STAGES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const started = performance.now();
  console.log(`\n== ${stage.name}: ${stage.command.join(' ')}`);
  const { code, output } = await run(stage);
  const counted = count(output);
  passed += counted.passed;
  failed += counted.failed;
  console.log(
    `== ${stage.name}: ${code === 0 ? 'passed' : `failed with exit code ${code}`} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  if (code !== 0) {
    failed = Math.max(failed, 1);
    process.exitCode = 1;
    break;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
