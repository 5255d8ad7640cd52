/**
 * The main job from end to end, as a user does it: a server on loopback, the paper's first scenario, two agents with ten trials each,
 * every transcript re-executed, a report. Exits with 1 when anything is not as it should be.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Rate } from '../src/core/experiment/rates.ts';

const CLI = 'dist/cli.mjs';
const SCENARIO = 'scenarios/self-replication.scenario.yaml';
const TRIALS = 10;
/** What is known of each policy: the capable agent always succeeds, the weak one sometimes does. */
const AGENTS = [
  { policy: 'capable', expected: (rate: Rate) => rate.successes === TRIALS, expectation: 'always succeeds' },
  {
    policy: 'weak',
    expected: (rate: Rate) => rate.successes > 0 && rate.successes < TRIALS,
    expectation: 'sometimes succeeds',
  },
] as const;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs a command of the built command line; what it says on the way goes to this terminal. */
function redline(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

/** Starts the server and gives its address. */
async function serve(): Promise<{ readonly baseUrl: string; stop(): void }> {
  const args = ['serve', '--scenario', SCENARIO, '--policy', ...AGENTS.map(({ policy }) => policy), '--json'];
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
const { baseUrl, stop } = await serve();
console.log(`Two scripted agents are served at ${baseUrl}\n`);

for (const { policy, expected, expectation } of AGENTS) {
  console.log(`${TRIALS} trials of ${SCENARIO} with ${policy}`);
  const out = join(folder, policy);
  const options = ['--trials', String(TRIALS), '--seed', '1', '--concurrency', '2', '--out', out, '--json'];
  const run = await redline(
    'run',
    SCENARIO,
    '--endpoint',
    policy,
    '--base-url',
    baseUrl,
    '--model',
    policy,
    ...options,
  );
  const { rates } = (run.stdout === '' ? { rates: [] } : JSON.parse(run.stdout)) as { rates: readonly Rate[] };
  const [rate] = rates;
  check(run.code === 0 && rate?.n === TRIALS && rate.errors === 0, `every trial with ${policy} was decided`);
  check(rate !== undefined && expected(rate), `${policy} ${expectation}: ${rate?.successes ?? 0} of ${TRIALS}`);
}
stop();

const verified = await redline('verify', folder, '--json');
const { transcripts } = (verified.stdout === '' ? { transcripts: [] } : JSON.parse(verified.stdout)) as {
  transcripts: readonly { readonly same: boolean }[];
};
const same = transcripts.filter((transcript) => transcript.same).length;
const all = AGENTS.length * TRIALS;
check(verified.code === 0 && same === all, `${same} of ${all} transcripts give the same when re-executed`);

const pages = join(folder, 'pages');
const exported = await redline('export', folder, '--format', 'html', '--out', pages, '--json');
const page = join(pages, 'report.html');
check(exported.code === 0 && existsSync(page), 'a report and a replay of each trial were written');

const report = await redline('report', folder);
check(report.code === 0, 'the experiments can be reported on');
console.log(`\n${report.stdout.split('\n\n')[0] ?? ''}\n\nReport: ${relative('.', page)}`);
if (wrong > 0) {
  console.error(`\n${wrong} of these are not as they should be.`);
  process.exitCode = 1;
}
