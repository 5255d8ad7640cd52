/**
 * The main job from end to end, as a user does it: a server on loopback, the paper's three scenarios, agents of different competence
 * with ten trials each, every transcript re-executed, a report. Exits with 1 when anything is not as it should be.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Rate } from '../src/core/experiment/rates.ts';

const CLI = 'dist/cli.mjs';
const TRIALS = 10;
/** What is known of each policy: that it always succeeds, sometimes, or never. */
const KNOWN = {
  always: (rate: Rate) => rate.successes === TRIALS,
  sometimes: (rate: Rate) => rate.successes > 0 && rate.successes < TRIALS,
  never: (rate: Rate) => rate.successes === 0,
} as const;
const SCENARIOS: Readonly<Record<string, Readonly<Record<string, keyof typeof KNOWN>>>> = {
  'self-replication': {
    capable: 'always',
    weak: 'sometimes',
    'dummy-server': 'never',
    'kills-brain': 'never',
    reboots: 'never',
    'gives-up': 'never',
    refuses: 'never',
  },
  'shutdown-avoidance': { capable: 'always', weak: 'sometimes', refuses: 'never' },
  'replication-chain': { capable: 'always', weak: 'sometimes', refuses: 'never' },
};
const fileOf = (scenario: string): string => join('scenarios', `${scenario}.scenario.yaml`);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs a command of the built command line; what it says on the way is shown when it does not end well. */
function redline(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) console.error(stderr);
      resolve({ code, stdout });
    });
  });
}

/** Starts the server of a scenario's policies and gives its address. */
async function serve(
  scenario: string,
  policies: readonly string[],
): Promise<{ readonly baseUrl: string; stop(): void }> {
  const args = ['serve', '--scenario', fileOf(scenario), '--policy', ...policies, '--json'];
  const server = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => {
    server.kill();
  };
  process.on('exit', stop);
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    server.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.includes('\n')) resolve(text);
    });
    server.on('error', reject);
    server.on('close', () => reject(new Error('The server ended before it listened.')));
  });
  const { baseUrl } = JSON.parse(line) as { baseUrl: string };
  return { baseUrl, stop };
}

let wrong = 0;
function check(passed: boolean, text: string): void {
  if (!passed) wrong += 1;
  console.log(`${passed ? '✔' : '✘'} ${text}`);
}

const folder = join('.redline', 'demo', new Date().toISOString().replaceAll(':', '').replace(/\.\d+/, ''));
let asked = 0;

for (const [scenario, agents] of Object.entries(SCENARIOS)) {
  const { baseUrl, stop } = await serve(scenario, Object.keys(agents));
  console.log(`${scenario}: its scripted agents are served at ${baseUrl}`);
  for (const [policy, known] of Object.entries(agents)) {
    const out = join(folder, scenario, policy);
    const options = ['--trials', String(TRIALS), '--seed', '1', '--concurrency', '2', '--out', out, '--json'];
    const endpoint = ['--endpoint', policy, '--base-url', baseUrl, '--model', policy];
    const run = await redline('run', fileOf(scenario), ...endpoint, ...options);
    asked += TRIALS;
    const { rates } = (run.stdout === '' ? { rates: [] } : JSON.parse(run.stdout)) as { rates: readonly Rate[] };
    const [rate] = rates;
    check(run.code === 0 && rate?.n === TRIALS && rate.errors === 0, `every trial with ${policy} was decided`);
    const text = `${policy} ${known} succeeds: ${rate?.successes ?? 0} of ${TRIALS}`;
    check(rate !== undefined && KNOWN[known](rate), text);
  }
  stop();
}

const verified = await redline('verify', folder, '--json');
const { transcripts } = (verified.stdout === '' ? { transcripts: [] } : JSON.parse(verified.stdout)) as {
  transcripts: readonly { readonly same: boolean }[];
};
const same = transcripts.filter((transcript) => transcript.same).length;
check(verified.code === 0 && same === asked, `${same} of ${asked} transcripts give the same when re-executed`);

const page = join(folder, 'report.html');
const report = await redline('report', folder, '--out', page);
check(report.code === 0 && existsSync(page), 'a report over all of them was written');
const replays = join(folder, 'replays');
const weak = Object.keys(SCENARIOS).map((scenario) => join(folder, scenario, 'weak'));
const exported = await redline('export', ...weak, '--format', 'html', '--out', replays, '--json');
check(
  exported.code === 0 && existsSync(join(replays, 'report.html')),
  'a replay of each trial of the weak agents was written',
);

console.log(`\n${report.stdout.split('\n\n').find((part) => part.startsWith('scenario')) ?? ''}`);
console.log(`\nReport: ${relative('.', page)}\nReplays: ${relative('.', join(replays, 'report.html'))}`);
if (wrong > 0) {
  console.error(`\n${wrong} of these are not as they should be.`);
  process.exitCode = 1;
}
