/** `redline serve` of the package under test, as a person would start it in a terminal. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Served {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Starts the command in the package that lies in `extension`; settles when it serves. */
export async function serve(extension: string, scenario: string): Promise<Served> {
  const child = spawn(
    process.execPath,
    [join(extension, 'dist/cli.mjs'), 'serve', '--scenario', scenario, '--port', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      if (output.includes('\n')) resolve(output);
    });
    child.once('exit', (code) => reject(new Error(`redline serve ended with exit code ${code}`)));
  });
  const { baseUrl } = JSON.parse(line) as { baseUrl: string };
  return {
    baseUrl,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
