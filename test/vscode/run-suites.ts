/** Runs inside the extension host: loads every suite that lies beside this file, and says what came of each test. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Begins every line that is meant for the terminal. */
const MARK = '[suites]';
const LIMIT_MS = 60_000;

function say(line: string): void {
  console.log(`${MARK} ${line}`);
}

/** Called by the extension host; rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: LIMIT_MS, forbidOnly: true, forbidPending: true, reporter: Mocha.reporters.Base });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.suite.cjs')) mocha.addFile(join(__dirname, name));
  }
  await mocha.loadFilesAsync();
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => say(`  passed  ${test.fullTitle()} (${test.duration} ms)`));
    runner.on('fail', (test, error: Error) => say(`  FAILED  ${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
